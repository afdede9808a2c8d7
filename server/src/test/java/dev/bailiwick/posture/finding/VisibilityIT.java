package dev.bailiwick.posture.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.Orchard;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.access.Visibility;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.Set;
import java.util.UUID;

/** What PostgreSQL itself shows to somebody who sees some providers only. */
class VisibilityIT {

    private static final TestServer SERVER = TestServer.shared();
    private static final Orchard ORCHARD = Orchard.shared();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "provider | 2 | 1",
                "scan | 3 | 1",
                "finding | 150 | 30",
                "resource | 17 | 5",
                "resource_tag | 51 | 15",
                "scan_resource | 25 | 5",
                "(select sum(findings) n from scan_count) s, generate_series(1, n::int) | 150 | 30",
                "(select sum(findings) n from scan_breakdown) s, generate_series(1, n::int)"
                        + " | 150 | 30",
                "unnest(search_resources('res', null)) | 17 | 5",
                "unnest(search_resources('res 00003', array['%res-00003%'])) | 2 | 1",
                "search_findings('rotten', null, {scans}, '{first}', '{last}', null, null, null,"
                        + " null, null, null, null, null, null, 'id') | 75 | 15"
            })
    void someSeeTheirProvidersOnly(String from, int all, int south) {
        String table =
                from.replace("{scans}", scans())
                        .replace("{first}", new UUID(0, 0).toString())
                        .replace("{last}", new UUID(-1, -1).toString());
        UUID visible = ORCHARD.provider(Orchard.SOUTH);

        assertThat(count(table, Visibility.all())).isEqualTo(all);
        assertThat(count(table, new Visibility.Only(Set.of(visible)))).isEqualTo(south);
        assertThat(count(table, new Visibility.Only(Set.of(UUID.randomUUID())))).isZero();
        assertThat(count(table, new Visibility.Only(Set.of()))).isZero();
    }

    private static String scans() {
        return "array['%s', '%s', '%s']::uuid[]"
                .formatted(ORCHARD.scan("first"), ORCHARD.scan("second"), ORCHARD.scan("south"));
    }

    private static long count(String from, Visibility visibility) {
        Scope scope = ORCHARD.tenancy().scope().with(Visibility.PROVIDERS, visibility);
        return Scopes.call(
                scope,
                () ->
                        SERVER.bean(JdbcClient.class)
                                .sql("select count(*) from " + from)
                                .query(Long.class)
                                .single());
    }
}
