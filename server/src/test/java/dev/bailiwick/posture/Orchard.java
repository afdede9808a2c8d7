package dev.bailiwick.posture;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.ingestion.ocsf.Records;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A tenant with three uploads of two accounts, each finding of which follows from its number: what
 * a list must show can be told without asking the server.
 */
public final class Orchard {

    public static final String NORTH = "310000000001";
    public static final String SOUTH = "310000000002";

    /** Of one resource: a finding of each check. */
    public static final int CHECKS = 6;

    private static final List<String> STATUSES = List.of("FAIL", "FAIL", "PASS", "MANUAL");
    private static final List<String> SEVERITIES =
            List.of("critical", "high", "medium", "low", "informational");
    private static final List<String> SERVICES = List.of("apple", "pear", "plum");

    private final Tenancy tenancy;
    private final List<Seen> findings;
    private final Map<String, String> places;

    private Orchard(Tenancy tenancy, List<Seen> findings, Instant start) {
        this.tenancy = tenancy;
        this.findings = List.copyOf(findings);
        this.places = places(start);
    }

    /** An orchard that tests share because they only read; made by the first call. */
    public static Orchard shared() {
        return Shared.ORCHARD;
    }

    private static final class Shared {
        private static final Orchard ORCHARD = planted(TestServer.shared());
    }

    /** One of a test's own. */
    public static Orchard planted(TestServer server) {
        Tenancy tenancy = Tenancy.of(server);
        List<Seen> findings = new ArrayList<>();
        findings.addAll(upload(tenancy, "first", NORTH, numbers(0, 60)));
        Instant start = spread(server.sql(), findings.getFirst().scan());
        findings.addAll(upload(tenancy, "second", NORTH, numbers(12, 72)));
        findings.addAll(upload(tenancy, "south", SOUTH, numbers(0, 30)));
        return new Orchard(tenancy, findings, start);
    }

    /** A tenant that has the south alone, and so all that is seen by whoever sees the south. */
    public static Tenancy southAlone(TestServer server) {
        Tenancy tenancy = Tenancy.of(server);
        upload(tenancy, "south", SOUTH, numbers(0, 30));
        return tenancy;
    }

    private static List<Integer> numbers(int first, int end) {
        return IntStream.range(first, end).boxed().toList();
    }

    private static final String SPREAD =
            """
            update finding set id = cast(
                    lpad(to_hex(cast(1000 * (extract(epoch from :start)
                            + 60 * cast(substring(status_extended from 'Tree (\\d+)') as int)) as bigint)), 12, '0')
                    || right(replace(cast(id as text), '-', ''), 20) as uuid)
            where scan_id = :scan
            """;

    private static final String BOUNDS =
            """
            update scan set first_finding_id = (select id from finding where scan_id = :scan order by id limit 1),
                            last_finding_id = (select id from finding where scan_id = :scan order by id desc limit 1)
            where id = :scan
            """;

    // on the first of a month the past lies in a partition that a new server has not
    private static final String MONTH =
            "select make_finding_month(cast(date_trunc('month', :start at time zone 'UTC') as"
                    + " date))";

    /** Moves a scan's findings into the past, with a minute from number to number. */
    private static Instant spread(JdbcClient sql, UUID scan) {
        Instant start = Instant.now().minus(3, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MINUTES);
        sql.sql(MONTH).param("start", start.atOffset(ZoneOffset.UTC)).query(Boolean.class).single();
        for (String statement : List.of(SPREAD, BOUNDS)) {
            sql.sql(statement)
                    .param("start", start.atOffset(ZoneOffset.UTC))
                    .param("scan", scan)
                    .update();
        }
        return start;
    }

    private static List<Seen> upload(
            Tenancy tenancy, String upload, String account, List<Integer> numbers) {
        String file =
                numbers.stream()
                        .map(n -> record(upload, account, n).toString())
                        .collect(Collectors.joining(",", "[", "]"));
        push(tenancy.api(), file);
        UUID scan =
                tenancy.server()
                        .sql()
                        .sql("select max(id::text) from scan where tenant_id = ?")
                        .param(tenancy.id())
                        .query((row, n) -> UUID.fromString(row.getString(1)))
                        .single();
        return numbers.stream().map(n -> new Seen(upload, account, n, scan)).toList();
    }

    /** Sends a file as the scanner does and waits until its findings may be read. */
    public static void push(Api api, String file) {
        String body =
                """
                --leaf\r
                Content-Disposition: form-data; name="file"; filename="a.ocsf.json"\r
                Content-Type: application/json\r
                \r
                %s\r
                --leaf--\r
                """
                        .formatted(file);
        String id =
                api.post("ingestions", "multipart/form-data; boundary=leaf", body.getBytes(UTF_8))
                        .expect(202)
                        .id();
        Eventually.get(
                () -> api.get("ingestions/" + id).at("/data/attributes/status").asString(),
                "completed"::equals);
    }

    private static ObjectNode record(String upload, String account, int n) {
        Seen seen = new Seen(upload, account, n, new UUID(0, 0));
        ObjectNode record = Records.finding();
        record.put("status_code", seen.status())
                .put("status", seen.muted() ? "Suppressed" : "New")
                .put("status_id", seen.muted() ? 3 : 1)
                .put("severity", seen.severity())
                .put("status_detail", seen.text())
                .put("message", seen.text());
        Records.at(record, "metadata").put("event_code", seen.check());
        Records.at(record, "finding_info").put("uid", seen.uid()).put("title", seen.check());
        Records.at(record, "cloud/account").put("uid", account);
        ObjectNode unmapped = Records.at(record, "unmapped");
        unmapped.put("provider_uid", account).put("resource_group", seen.group());
        seen.categories().forEach(unmapped.putArray("categories")::add);
        ObjectNode resource = Records.at(record, "resources/0");
        resource.put("name", seen.resource())
                .put("uid", seen.resourceUid())
                .put("region", seen.region())
                .put("type", seen.type());
        Records.at(resource, "group").put("name", seen.service());
        seen.tags().forEach((k, v) -> resource.withArray("labels").add(k + ":" + v));
        return record;
    }

    /**
     * A finding as it was sent.
     *
     * @param upload first, second (both of the north) or south
     */
    public record Seen(String upload, String account, int n, UUID scan) {

        public boolean latest() {
            return !upload.equals("first");
        }

        /** Every eighth has turned in the second upload. */
        public String status() {
            return STATUSES.get((n + (turned() ? 2 : 0)) % 4);
        }

        private boolean turned() {
            return upload.equals("second") && n % 8 == 0;
        }

        public String severity() {
            return SEVERITIES.get(n % 5);
        }

        public @Nullable String delta() {
            if (!upload.equals("second") || n >= 60) {
                return "new";
            }
            return turned() ? "changed" : null;
        }

        public boolean muted() {
            return n % 7 == 0;
        }

        public String check() {
            return "check_" + n % CHECKS;
        }

        public List<String> categories() {
            return n % 2 == 0 ? List.of("fence", "gate") : List.of("soil");
        }

        /** Of the check. */
        public String group() {
            return n % CHECKS < 2 ? "storage" : n % CHECKS < 4 ? "network" : "";
        }

        public String service() {
            return SERVICES.get(n / CHECKS % 3);
        }

        public String region() {
            return n / CHECKS % 2 == 0 ? "north-1" : "north-2";
        }

        public String type() {
            return Character.toUpperCase(service().charAt(0)) + service().substring(1) + "Tree";
        }

        public String resource() {
            return "res-%05d".formatted(n / CHECKS);
        }

        public String resourceUid() {
            return "tree:" + account + ":" + resource();
        }

        public Map<String, String> tags() {
            return Map.of("row", "r" + n / CHECKS, "env", n / CHECKS % 2 == 0 ? "prod" : "a:b");
        }

        public String uid() {
            return "prowler-aws-" + check() + "-" + account + "-" + region() + "-" + resource();
        }

        public String text() {
            String state = n % 2 == 0 ? "rotten" : "ripe";
            return "Tree %d at %s-s1 is %s.".formatted(n, resource(), state);
        }

        /** The finding, whichever upload it is of. */
        public String name() {
            return upload + " " + n;
        }
    }

    public Tenancy tenancy() {
        return tenancy;
    }

    public Api api() {
        return tenancy.api();
    }

    /** All that was sent, in the order of ids. */
    public List<Seen> findings() {
        return findings;
    }

    public List<Seen> latest() {
        return findings.stream().filter(Seen::latest).toList();
    }

    public UUID scan(String upload) {
        return findings.stream()
                .filter(seen -> seen.upload().equals(upload))
                .findFirst()
                .orElseThrow()
                .scan();
    }

    public UUID provider(String account) {
        return tenancy.server()
                .sql()
                .sql("select id from provider where tenant_id = ? and uid = ?")
                .params(tenancy.id(), account)
                .query(UUID.class)
                .single();
    }

    public UUID resource(String account, int number) {
        return tenancy.server()
                .sql()
                .sql("select id from resource where tenant_id = ? and uid = ?")
                .params(tenancy.id(), "tree:%s:res-%05d".formatted(account, number))
                .query(UUID.class)
                .single();
    }

    /** The id of a finding by its {@link Seen#name name}. */
    public String id(String name) {
        Seen wanted =
                findings.stream()
                        .filter(seen -> seen.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        return tenancy.server()
                .sql()
                .sql("select id from finding where tenant_id = ? and scan_id = ? and uid = ?")
                .params(tenancy.id(), wanted.scan(), wanted.uid())
                .query(String.class)
                .single();
    }

    /** Names by id. */
    public Map<String, String> names() {
        Map<String, String> byPlace =
                findings.stream()
                        .collect(Collectors.toMap(s -> s.scan() + " " + s.uid(), Seen::name));
        return tenancy
                .server()
                .sql()
                .sql("select id, scan_id || ' ' || uid as place from finding where tenant_id = ?")
                .param(tenancy.id())
                .query((row, n) -> Map.entry(row.getString(1), row.getString(2)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> byPlace.get(e.getValue())));
    }

    /**
     * A query with its placeholders filled: {@code {second-scan}} is a scan, {@code {north}} a
     * provider, {@code {week}} a stretch of time that holds everything, {@code {+20m}} the time at
     * which finding 20 of the first upload was made.
     */
    public String fill(String query) {
        String filled = query;
        for (Map.Entry<String, String> place : places.entrySet()) {
            filled = filled.replace("{" + place.getKey() + "}", place.getValue());
        }
        return filled;
    }

    private Map<String, String> places(Instant start) {
        Map<String, String> result = new HashMap<>();
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        result.put(
                "week",
                "filter[inserted_at__gte]=%s&filter[inserted_at__lte]=%s"
                        .formatted(today.minusDays(3), today.plusDays(1)));
        result.put("today", today.toString());
        result.put("absent", "0199c000-0000-7000-8000-00000000beef");
        List.of("first", "second", "south")
                .forEach(upload -> result.put(upload + "-scan", scan(upload).toString()));
        result.put("north", provider(NORTH).toString());
        result.put("south", provider(SOUTH).toString());
        result.put("north-res-3", resource(NORTH, 3).toString());
        result.put("south-res-3", resource(SOUTH, 3).toString());
        List.of(0, 20, 40)
                .forEach(n -> result.put("+" + n + "m", start.plusSeconds(60L * n).toString()));
        return Map.copyOf(result);
    }
}
