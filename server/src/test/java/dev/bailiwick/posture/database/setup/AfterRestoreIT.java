package dev.bailiwick.posture.database.setup;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.database.embedded.RestoreMark;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;

/** The first start of a server whose data directory was made of a backup. */
final class AfterRestoreIT {

    @TempDir private Path data;

    @Test
    void endsSessionsAndKeysAndLeavesNoNumberThatSomebodyHasSeen() throws Exception {
        Tenancy acme;
        String key;
        long seen;
        String token;
        try (TestServer server = TestServer.start(data, Map.of())) {
            acme = Tenancy.of(server);
            key =
                    acme.api()
                            .post("api-keys", document("api-keys", Map.of("name", "night watch")))
                            .expect(201)
                            .at("/data/attributes/api_key")
                            .asString();
            token = token(server, acme);
            seen = epoch(server, acme);
        }
        RestoreMark mark = new RestoreMark(data);
        mark.set(false);

        try (TestServer server = TestServer.start(data, Map.of())) {
            server.api().withToken(token).get("users/me").expect(401);
            server.api().withKey(key).get("users/me").expect(200);
            server.api().signIn(acme.owner().email()).get("users/me").expect(200);
            assertThat(epoch(server, acme)).isGreaterThan(seen + 1_000_000_000_000L);
            assertThat(count(server, "refresh_token where revoked_at is not null")).isPositive();
            assertThat(count(server, "audit_entry where what = 'tenant.restored'")).isOne();
            seen = epoch(server, acme);
            token = token(server, acme);
            server.sql()
                    .sql(
                            "insert into invitation (tenant_id, email, token_hash, expires_at)"
                                    + " values (?, 'robin@example.com', decode(repeat('ab', 32),"
                                    + " 'hex'), now() + interval '1 day')")
                    .param(acme.id())
                    .update();
        }
        assertThat(mark.isSet()).isFalse();
        try (TestServer server = TestServer.start(data, Map.of())) {
            server.api().withToken(token).get("users/me").expect(200);
            assertThat(epoch(server, acme)).isEqualTo(seen);
        }

        mark.set(true);
        try (TestServer server = TestServer.start(data, Map.of())) {
            assertThat(count(server, "invitation where state = 'revoked'")).isOne();
            server.api().withKey(key).get("users/me").expect(401);
            server.api().withToken(token).get("users/me").expect(401);
            assertThat(epoch(server, acme)).isGreaterThan(seen);
        }
    }

    private static String token(TestServer server, Tenancy tenancy) {
        Map<String, Object> credentials =
                Map.of("email", tenancy.owner().email(), "password", Api.PASSWORD);
        return server.api()
                .post("tokens", document("tokens", credentials))
                .expect(200)
                .at("/data/attributes/access")
                .asString();
    }

    private static long epoch(TestServer server, Tenancy tenancy) {
        return server.sql()
                .sql("select authority_epoch from tenant where id = ?")
                .param(tenancy.id())
                .query(Long.class)
                .single();
    }

    private static long count(TestServer server, String of) {
        return server.sql().sql("select count(*) from " + of).query(Long.class).single();
    }
}
