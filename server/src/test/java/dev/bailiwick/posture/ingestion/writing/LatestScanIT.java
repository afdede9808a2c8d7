package dev.bailiwick.posture.ingestion.writing;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a publication makes of the provider, and what is asked of all its scans, are the same. */
final class LatestScanIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final JdbcClient sql = server.bean(JdbcClient.class);
    private final UUID provider =
            UUID.fromString(
                    acme.api()
                            .post(
                                    "providers",
                                    document(
                                            "providers",
                                            Map.of("provider", "github", "uid", "fern-1")))
                            .expect(201)
                            .id());

    private static final String STANDING =
            """
            select cast(p.latest_scan_id as text) || ' ' || (select s.id from latest_scan(p.id, 'infinity') s)
            from provider p where p.id = ?
            """;

    /**
     * @param order w: of the whole account, p: of a part of it
     */
    @ParameterizedTest
    @ValueSource(strings = {"w", "p", "ww", "pp", "pw", "wp", "pwpp", "wpw"})
    void whicheverOrderTheyComeIn(String order) {
        List<UUID> published = new ArrayList<>();
        for (int n = 0; n < order.length(); n++) {
            published.add(publish(order.charAt(n) == 'p' ? "{\"checks\": [\"gate\"]}" : "{}"));
            String latest =
                    acme.inTransaction(
                            () -> sql.sql(STANDING).param(provider).query(String.class).single());
            int expected = order.substring(0, published.size()).lastIndexOf('w');
            UUID scan = expected < 0 ? published.getLast() : published.get(expected);
            assertThat(latest).isEqualTo(scan + " " + scan);
        }
    }

    private static final String SCAN =
            """
            insert into scan (provider_id, ingestion_id, name, state, choice, started_at)
            values (?, ?, 'noon', 'executing', cast(? as jsonb), now())
            returning id
            """;

    private UUID publish(String choice) {
        UUID upload = UUID.randomUUID();
        UUID scan =
                acme.inTransaction(
                        () ->
                                sql.sql(SCAN)
                                        .params(provider, upload, choice)
                                        .query(UUID.class)
                                        .single());
        assertThat(
                        acme.<Integer>inTransaction(
                                () -> server.bean(Publication.class).publish(upload)))
                .isEqualTo(1);
        return scan;
    }
}
