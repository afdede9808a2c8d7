package dev.bailiwick.posture.summary;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The days of scans of a part of an account, which have none behind a scan of the whole. */
@SuppressWarnings("InlineFormatString") // easier to read apart from what is put in
final class PartialDaysIT {

    private static final String TIMELINE =
            "overviews/findings_severity/timeseries?filter[date_from]=%s&filter[date_to]=%s";
    private static final String PART = "{\"checks\": [\"gate\"]}";
    private static final String WHOLE = "{}";
    private static final LocalTime NOON = LocalTime.of(12, 0);
    private static final LocalTime EVENING = LocalTime.of(18, 0);

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final Api api = acme.api();
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
    private final UUID provider = provider();

    @Test
    void theyHaveTheirDaysOnceTheOnlyWholeOneIsDeleted() {
        UUID whole = scan(5, NOON, WHOLE, 70);
        scan(3, NOON, PART, 1);
        scan(3, EVENING, PART, 2);
        scan(2, NOON, PART, 3);
        assertThat(timeline()).containsExactly(0L, 70L, 70L, 70L, 70L, 70L);

        delete(whole);

        assertThat(timeline()).containsExactly(0L, 0L, 0L, 2L, 3L, 3L);
    }

    @Test
    void theyHaveThemUpToTheNextWholeOne() {
        UUID first = scan(5, NOON, WHOLE, 70);
        scan(4, NOON, PART, 1);
        UUID second = scan(3, NOON, WHOLE, 80);
        scan(2, NOON, PART, 2);

        delete(first);
        assertThat(timeline()).containsExactly(0L, 0L, 1L, 80L, 80L, 80L);
        delete(second);
        assertThat(timeline()).containsExactly(0L, 0L, 1L, 1L, 2L, 2L);
    }

    @Test
    void theyHaveNoneAsLongAsAnotherWholeOneLiesBefore() {
        scan(5, NOON, WHOLE, 70);
        UUID second = scan(4, NOON, WHOLE, 80);
        scan(3, NOON, PART, 1);

        delete(second);

        assertThat(timeline()).containsExactly(0L, 70L, 70L, 70L, 70L, 70L);
    }

    @Test
    void theyHaveThemAlsoIfTheWholeOneHadNoDayYet() {
        UUID whole = scan(5, NOON, WHOLE, 70);
        scan(3, NOON, PART, 1);
        server.sql()
                .sql("delete from daily_severity where tenant_id = ?")
                .param(acme.id())
                .update();

        delete(whole);

        assertThat(timeline()).containsExactly(0L, 0L, 0L, 1L, 1L, 1L);
    }

    private void delete(UUID scan) {
        String task = api.delete("scans/" + scan).expect(202).id();
        Eventually.get(
                () -> api.get("tasks/" + task).at("/data/attributes/state").asString(),
                "completed"::equals);
    }

    /** What is critical, from six days ago to yesterday. */
    private List<Long> timeline() {
        String stretch = TIMELINE.formatted(today.minusDays(6), today.minusDays(1));
        return api.get(stretch).expect(200).items().stream()
                .map(day -> day.at("/attributes/critical").asLong())
                .toList();
    }

    private static final String SCAN =
            """
            insert into scan (tenant_id, provider_id, name, state, progress, choice, started_at, completed_at, published_at,
                              summarised_at)
            values (:tenant, :provider, 'noon', 'completed', 100, cast(:choice as jsonb), :at, :at, :at, :at)
            returning id
            """;

    private static final String COUNT =
            """
            insert into scan_count (tenant_id, scan_id, provider_id, status, severity, delta, muted, findings)
            values (?, ?, ?, 0, 0, 1, false, ?)
            """;

    private static final String LATEST =
            """
            update provider p set latest_scan_id = (select s.id from latest_scan(p.id, 'infinity') s) where p.id = ?
            """;

    /** One of so many days ago, as it is left when its day has been written. */
    private UUID scan(int daysAgo, LocalTime time, String choice, int critical) {
        UUID scan =
                server.sql()
                        .sql(SCAN)
                        .param("tenant", acme.id())
                        .param("provider", provider)
                        .param("choice", choice)
                        .param(
                                "at",
                                OffsetDateTime.of(today.minusDays(daysAgo), time, ZoneOffset.UTC))
                        .query(UUID.class)
                        .single();
        server.sql().sql(COUNT).params(acme.id(), scan, provider, critical).update();
        return acme.inTransaction(
                () -> {
                    server.bean(JdbcClient.class).sql(LATEST).param(provider).update();
                    server.bean(DailySeverities.class).write(scan);
                    return scan;
                });
    }

    private UUID provider() {
        return UUID.fromString(
                api.post(
                                "providers",
                                document(
                                        "providers", Map.of("provider", "github", "uid", "fern-1")))
                        .expect(201)
                        .id());
    }
}
