package dev.bailiwick.posture.account.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A key belongs to a membership, also when it is made while that ends. */
final class KeyLocksIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    @Test
    void aKeyThatIsMadeWhileItsMakerIsExpelledIsRevoked() throws Exception {
        Person member = acme.member("MANAGE_ACCOUNT");
        UUID membership =
                server.sql()
                        .sql("select id from membership where tenant_id = ? and user_id = ?")
                        .params(acme.id(), member.id())
                        .query(UUID.class)
                        .single();
        String path = "tenants/" + acme.id() + "/memberships/" + membership;
        Scope scope = acme.scope(member);
        TransactionTemplate transaction =
                new TransactionTemplate(server.bean(PlatformTransactionManager.class));
        JdbcClient app = server.bean(JdbcClient.class);
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Answer> expelled =
                    Scopes.call(
                            scope,
                            () ->
                                    transaction.execute(
                                            status -> {
                                                makeKey(app);
                                                int pid = pid(app);
                                                Future<Answer> expulsion =
                                                        thread.submit(
                                                                () -> acme.api().delete(path));
                                                Eventually.holds(() -> isWaitedFor(pid));
                                                return expulsion;
                                            }));

            expelled.get(1, TimeUnit.MINUTES).expect(204);
        }

        assertThat(
                        server.sql()
                                .sql("select revoked from api_key where tenant_id = ?")
                                .param(acme.id())
                                .query(Boolean.class)
                                .list())
                .containsExactly(true);
    }

    private static void makeKey(JdbcClient app) {
        String prefix =
                "pk_" + UUID.randomUUID().toString().substring(0, 8).replaceAll("[01a-f]", "K");
        app.sql("select make_key('late', ?, sha256(''), now() + interval '1 day')")
                .param(prefix)
                .query()
                .singleRow();
    }

    private static int pid(JdbcClient app) {
        return app.sql("select pg_backend_pid()").query(Integer.class).single();
    }

    private boolean isWaitedFor(int pid) {
        return server.sql()
                .sql(
                        "select exists (select from pg_stat_activity where ? = any"
                                + " (pg_blocking_pids(pid)))")
                .param(pid)
                .query(Boolean.class)
                .single();
    }
}
