package dev.bailiwick.posture;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.ingestion.ocsf.Records;

import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Uploads of one account, and what a tenant shows of them but for ids and times. */
public final class Uploads {

    public static final String ACCOUNT = "310987654321";

    private static final List<String> LISTS =
            List.of(
                    "findings/latest?page[size]=100",
                    "resources/latest?page[size]=100",
                    "finding-groups/latest?page[size]=100&filter[include_muted]=true",
                    "overviews/providers",
                    "scans?page[size]=100");

    private static final List<String> OF_ITS_OWN =
            List.of(
                    "inserted_at",
                    "updated_at",
                    "last_seen_at",
                    "started_at",
                    "completed_at",
                    "duration");

    private Uploads() {}

    /** A scan with the findings from number {@code first} up to {@code end}; answers its id. */
    public static String scan(Api api, int first, int end, boolean turned) {
        String file =
                IntStream.range(first, end)
                        .mapToObj(n -> record(n, turned).toString())
                        .collect(Collectors.joining(",", "[", "]"));
        completed(api, "application/json", file);
        return api.get("scans?sort=-inserted_at").expect(200).ids().getFirst();
    }

    /** Uploads the records, and answers the upload once it is completed. */
    public static String of(Api api, Stream<? extends JsonNode> records) {
        return completed(
                api,
                "application/x-ndjson",
                records.map(JsonNode::toString).collect(Collectors.joining("\n")));
    }

    private static String completed(Api api, String type, String file) {
        String id = api.post("ingestions", type, file.getBytes(UTF_8)).expect(202).id();
        Eventually.get(
                () -> api.get("ingestions/" + id).at("/data/attributes/status").asString(),
                "completed"::equals);
        return id;
    }

    /**
     * An upload of {@code tenant} that is made by hand, and whose job is under way: or the server's
     * own housekeeping ends it at any time.
     */
    public static UUID underWay(JdbcClient sql, UUID tenant, String status) {
        return sql.sql(
                        """
                        with upload as (
                            insert into ingestion (tenant_id, status) values (?, ?)
                            returning tenant_id, id)
                        insert into job (tenant_id, name, state, args, correlation)
                        select tenant_id, 'ingestion', 'executing', jsonb_build_object('ingestion_id', id), 'made by hand' from upload
                        returning ingestion_id
                        """)
                .params(tenant, status)
                .query(UUID.class)
                .single();
    }

    private static ObjectNode record(int n, boolean turned) {
        ObjectNode record = Records.numbered(ACCOUNT, n);
        boolean fails = (n % 3 == 0) != turned;
        return record.put("status_code", fails ? "FAIL" : "PASS");
    }

    /** What is shown, by list: how often each thing. */
    public static Map<String, Map<JsonNode, Integer>> picture(Api api) {
        Map<String, Map<JsonNode, Integer>> picture = new LinkedHashMap<>();
        for (String list : LISTS) {
            Map<JsonNode, Integer> shown = new HashMap<>();
            api.get(list)
                    .expect(200)
                    .items()
                    .forEach(item -> shown.merge(own(item), 1, Integer::sum));
            picture.put(list, shown);
        }
        return picture;
    }

    private static JsonNode own(JsonNode item) {
        return ((ObjectNode) item.at("/attributes").deepCopy()).without(OF_ITS_OWN);
    }
}
