package dev.bailiwick.posture.account;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Tenant, account, tokens: in this order all of them are locked, so nobody waits crosswise. */
final class SessionLocksIT {

    private static final int ROUNDS = 25;

    private final Tenancy acme = Tenancy.of(TestServer.shared());
    private final Api nobody = acme.server().api();

    @Test
    void copiesAndAChangeOfPasswordThatComeAtOnceDoNotWaitForEachOther() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            List<Callable<String>> work = new ArrayList<>();
            for (String used : usedTokens(acme.owner().email(), 4)) {
                work.add(() -> "" + trade(used).status());
            }
            work.add(() -> changeAccount(acme.owner().id()));

            assertThat(Tenancy.atOnce(work))
                    .as("round " + round)
                    .containsExactly("400", "400", "400", "400", "done");
        }
    }

    @Test
    void whoTradesATokenWaitsForTheAccountBeforeThat() throws Exception {
        String token = refreshOf(signIn(acme.owner().email()));
        assertThat(waitsForTheAccount(acme.owner().id(), () -> trade(token)).status())
                .isEqualTo(200);
    }

    @Test
    void whoBringsACopyWaitsForTheAccountBeforeThat() throws Exception {
        String used = usedTokens(acme.owner().email(), 1).getFirst();
        assertThat(waitsForTheAccount(acme.owner().id(), () -> trade(used)).status())
                .isEqualTo(400);
    }

    @Test
    void whoChangesTheirPasswordWaitsForTheAccountBeforeThat() throws Exception {
        signIn(acme.owner().email());
        UUID own = acme.owner().id();
        Map<String, Object> change =
                document("users", own.toString(), Map.of("password", Api.PASSWORD + "-another"));
        assertThat(waitsForTheAccount(own, () -> acme.api().patch("users/" + own, change)).status())
                .isEqualTo(200);
    }

    @Test
    void whoChangesAnothersPasswordWaitsForTheAccountBeforeThat() throws Exception {
        signIn(acme.owner().email());
        UUID own = acme.owner().id();
        assertThat(waitsForTheAccount(own, () -> changeAccount(own))).isEqualTo("done");
    }

    @Test
    void whoExpelsSomebodyWaitsForTheirAccountBeforeThat() throws Exception {
        Person member = acme.member();
        UUID membership =
                acme.server()
                        .sql()
                        .sql("select id from membership where tenant_id = ? and user_id = ?")
                        .params(acme.id(), member.id())
                        .query(UUID.class)
                        .single();
        String expulsion = "tenants/" + acme.id() + "/memberships/" + membership;
        assertThat(waitsForTheAccount(member.id(), () -> acme.api().delete(expulsion)).status())
                .isEqualTo(204);
    }

    /** Does it while the account is locked, and looks whether it has a token by then. */
    private <T> T waitsForTheAccount(UUID user, Callable<T> work) throws Exception {
        try (ExecutorService thread = Executors.newSingleThreadExecutor();
                Connection holder = acme.server().maint().getConnection()) {
            holder.setAutoCommit(false);
            JdbcClient locks = JdbcClient.create(new SingleConnectionDataSource(holder, true));
            int pid = locks.sql("select pg_backend_pid()").query(Integer.class).single();
            locks.sql("select id from app_user where id = ? for update")
                    .param(user)
                    .query()
                    .singleRow();
            Future<T> done = thread.submit(work);
            Eventually.holds(() -> isWaitedFor(pid));
            assertThat(
                            locks.sql(
                                            "select id from refresh_token where user_id = ? and"
                                                    + " revoked_at is null for update nowait")
                                    .param(user)
                                    .query()
                                    .listOfRows())
                    .as("that nobody has")
                    .isNotEmpty();
            holder.rollback();
            return done.get(1, TimeUnit.MINUTES);
        }
    }

    private boolean isWaitedFor(int pid) {
        return acme.server()
                .sql()
                .sql(
                        "select exists (select from pg_stat_activity where ? = any"
                                + " (pg_blocking_pids(pid)))")
                .param(pid)
                .query(Boolean.class)
                .single();
    }

    /** Of one family, each traded for the next. */
    private List<String> usedTokens(String email, int count) {
        List<String> used = new ArrayList<>();
        String token = refreshOf(signIn(email));
        for (int n = 0; n < count; n++) {
            used.add(token);
            token = refreshOf(trade(token).expect(200));
        }
        return used;
    }

    /** The function that managers change others by, with the hash that is there. */
    private String changeAccount(UUID user) {
        JdbcClient app = acme.server().bean(JdbcClient.class);
        String hash =
                acme.server()
                        .sql()
                        .sql("select password_hash from app_user where id = ?")
                        .param(user)
                        .query(String.class)
                        .single();
        return acme.inTransaction(
                () ->
                        app.sql("select change_account(?, null, null, null, ?)")
                                .params(user, hash)
                                .query(String.class)
                                .single());
    }

    private Answer signIn(String email) {
        return nobody.post(
                        "tokens",
                        document("tokens", Map.of("email", email, "password", Api.PASSWORD)))
                .expect(200);
    }

    private Answer trade(String refresh) {
        return nobody.post(
                "tokens/refresh", document("tokens-refresh", Map.of("refresh", refresh)));
    }

    private static String refreshOf(Answer tokens) {
        return tokens.at("/data/attributes/refresh").asString();
    }
}
