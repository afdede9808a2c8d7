package dev.bailiwick.posture.summary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.Uploads;
import dev.bailiwick.posture.ingestion.ocsf.Records;
import dev.bailiwick.posture.provider.ProviderScan;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Records of which one text is far longer than an index holds: taken or refused, and no more. */
final class LongTextsIT {

    private static final List<String> TASKS =
            List.of(
                    "scan-daily-severity",
                    "scan-attack-surface-overviews",
                    "scan-category-summaries",
                    "scan-resource-group-summaries",
                    "scan-summary");

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final Api api = acme.api();
    private final Random random = new Random(16);

    @Test
    void whateverTextIsLongAllThatFollowsAScanIsDone() {
        List<ObjectNode> records = records();

        String id = Uploads.of(api, records.stream());

        for (String task : TASKS) {
            Eventually.get(() -> state(task), "completed"::equals);
        }
        int refused =
                api.get("ingestions/" + id + "/errors?page[size]=100").expect(200).items().size();
        int stored = api.get("findings/latest?page[size]=100").expect(200).items().size();
        assertThat(stored).isPositive();
        assertThat(stored + refused).isEqualTo(records.size());
        assertThat(failures()).as("attempts that failed").isZero();
    }

    /** There may be some of a time when uploads brought them. */
    @Test
    void longWordsThatAreStoredAreCountedByTheirBeginnings() {
        Uploads.of(api, Stream.of(record(0), record(11)));
        awaitAll();
        String whole = "é".repeat(250);
        String beginning = "字".repeat(120);
        server.sql()
                .sql(
                        """
                        update check_metadata
                        set categories = array[:whole, :long || '1', :long || '2'],
                            resource_groups = :long || cast(id as text)
                        where tenant_id = :tenant
                        """)
                .param("whole", whole)
                .param("long", beginning + text())
                .param("tenant", acme.id())
                .update();
        UUID provider = UUID.fromString(api.get("providers").expect(200).ids().getFirst());
        UUID scan = UUID.fromString(api.get("scans").expect(200).ids().getFirst());

        var _ =
                acme.inTransaction(
                        () -> {
                            server.bean(AfterScan.class).begin(new ProviderScan(provider, scan));
                            return true;
                        });

        awaitAll();
        assertThat(counted("select category, sum(total_findings) from scan_category"))
                .containsExactlyInAnyOrder(whole + " 2", beginning + "… 2");
        assertThat(
                        counted(
                                "select resource_group, max(resources_count) from"
                                        + " scan_resource_group"))
                .containsExactly(beginning + "… 2");
        assertThat(failures()).as("attempts that failed").isZero();
    }

    private List<String> counted(String select) {
        return server.sql()
                .sql(select + " where tenant_id = ? group by 1")
                .param(acme.id())
                .query((row, n) -> row.getString(1) + " " + row.getLong(2))
                .list();
    }

    /** Until none of what follows a scan is open. */
    private void awaitAll() {
        Eventually.holds(
                () ->
                        server.sql()
                                .sql(
                                        "select not exists (select from job where tenant_id = ? and"
                                            + " state in ('available', 'scheduled', 'executing'))")
                                .param(acme.id())
                                .query(Boolean.class)
                                .single());
    }

    /** One for each text of a record, which is long in it. */
    private List<ObjectNode> records() {
        List<ObjectNode> records = new ArrayList<>();
        int texts = lengthen(record(0), -1);
        for (int text = 0; text < texts; text++) {
            ObjectNode record = record(text);
            assertThat(lengthen(record, text)).isEqualTo(texts);
            records.add(record);
        }
        return records;
    }

    private static ObjectNode record(int n) {
        ObjectNode record = Records.numbered(Uploads.ACCOUNT, n);
        Records.at(record, "unmapped").put("resource_group", "storage");
        return record;
    }

    /**
     * Has the text of that number be long.
     *
     * @return how many there are
     */
    private int lengthen(ObjectNode record, int which) {
        List<Runnable> changes = new ArrayList<>();
        texts(record, changes);
        if (which >= 0) {
            changes.get(which).run();
        }
        return changes.size();
    }

    private void texts(JsonNode node, List<Runnable> changes) {
        if (node instanceof ObjectNode object) {
            for (String name : List.copyOf(object.propertyNames())) {
                if (object.get(name).isString()) {
                    changes.add(() -> object.put(name, text()));
                } else {
                    texts(object.get(name), changes);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int place = i;
                if (array.get(i).isString()) {
                    changes.add(() -> array.set(place, text()));
                } else {
                    texts(array.get(i), changes);
                }
            }
        }
    }

    /** Of letters that PostgreSQL cannot make much shorter. */
    private String text() {
        return IntStream.range(0, 60_000)
                .mapToObj(i -> String.valueOf((char) ('a' + random.nextInt(26))))
                .collect(Collectors.joining());
    }

    private String state(String task) {
        return api.get("tasks?filter[name]=" + task)
                .expect(200)
                .at("/data/0/attributes/state")
                .asString();
    }

    private long failures() {
        return server.sql()
                .sql("select coalesce(sum(failures), 0) from job where tenant_id = ?")
                .param(acme.id())
                .query(Long.class)
                .single();
    }
}
