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
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several who change or use one account at the same moment. */
class AccountRacesIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    @Test
    void aNameGivenByAManagerLeavesTheAddressThatTheUserChangesMeanwhile() throws Exception {
        Person member = acme.member();
        String address = Tenancy.email();

        Answer renamed =
                whileAnother(
                        "update app_user set email = '%s' where id = '%s'"
                                .formatted(address, member.id()),
                        () -> change(acme.api(), member.id(), Map.of("name", "Renamed")),
                        "select");

        renamed.expect(200);
        assertThat(renamed.at("/data/attributes/name").asString()).isEqualTo("Renamed");
        assertThat(renamed.at("/data/attributes/email").asString()).isEqualTo(address);
        assertThat(
                        server.sql()
                                .sql(
                                        "select count(*) from audit_entry where tenant_id = ? and"
                                                + " what = ? and principal_id is not null")
                                .params(acme.id(), "user.credentials")
                                .query(Long.class)
                                .single())
                .isZero();
    }

    @Test
    void aNameOfOnesOwnLeavesTheAddressThatIsChangedMeanwhile() throws Exception {
        String address = Tenancy.email();

        Answer renamed =
                whileAnother(
                        "update app_user set company_name = 'Elsewhere', name = 'Other' where id = '%s'"
                                .formatted(acme.owner().id()),
                        () -> change(acme.api(), acme.owner().id(), Map.of("email", address)),
                        "select");

        renamed.expect(200);
        assertThat(renamed.at("/data/attributes/company_name").asString()).isEqualTo("Elsewhere");
        assertThat(renamed.at("/data/attributes/name").asString()).isEqualTo("Other");
    }

    /**
     * The account of somebody who joins another tenant meanwhile: that one is locked as well, or
     * none.
     */
    @Test
    void whoJoinsAnotherTenantWhileTheirAccountEndsLeavesBothOrNone() throws Exception {
        Tenancy zeta = Tenancy.of(server);
        String own = "users/" + acme.owner().id();

        Answer ended =
                whileAnother(
                        "insert into membership (tenant_id, user_id, role) values ('%s', '%s', 'member')"
                                .formatted(zeta.id(), acme.owner().id()),
                        () -> acme.api().delete(own),
                        "select");

        assertThat(ended.status()).isIn(204, 503);
        assertThat(memberships(acme.owner().id())).isIn(0L, 2L);
        if (ended.status() == 503) {
            acme.api().delete(own).expect(204);
        }
        assertThat(memberships(acme.owner().id())).isZero();
    }

    private long memberships(UUID user) {
        return server.sql()
                .sql("select count(*) from membership where user_id = ?")
                .param(user)
                .query(Long.class)
                .single();
    }

    @Test
    void nobodyWaitsForAnAccountOfAnotherTenant() throws Exception {
        Person stranger = Tenancy.of(server).owner();
        JdbcClient app = server.bean(JdbcClient.class);
        try (Connection holding = server.maint().getConnection()) {
            holding.setAutoCommit(false);
            sql(holding)
                    .sql("select name from app_user where id = ? for update")
                    .param(stranger.id())
                    .query(String.class)
                    .single();

            String word =
                    acme.inTransaction(
                            () -> {
                                app.sql("select set_config('lock_timeout', '3s', true)")
                                        .query(String.class)
                                        .single();
                                return app.sql(
                                                "select change_account(?, 'Mallory', null, null,"
                                                        + " null)")
                                        .param(stranger.id())
                                        .query(String.class)
                                        .single();
                            });

            assertThat(word).isEqualTo("absent");
            holding.rollback();
        }
    }

    /**
     * What {@code work} gives that begins after {@code first} and waits for it, and for {@code
     * then} in the same transaction.
     */
    private Answer whileAnother(String first, Callable<Answer> work, String then) throws Exception {
        try (Connection other = server.maint().getConnection();
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            other.setAutoCommit(false);
            assertThat(sql(other).sql(first).update()).isPositive();
            Future<Answer> answer = thread.submit(work);
            Eventually.holds(this::somebodyWaitsForARow);
            sql(other).sql(then).query().listOfRows();
            other.commit();
            return answer.get();
        }
    }

    private static JdbcClient sql(Connection connection) {
        return JdbcClient.create(new SingleConnectionDataSource(connection, true));
    }

    private boolean somebodyWaitsForARow() {
        return server.sql()
                .sql(
                        "select exists (select from pg_locks where not granted and locktype in"
                                + " ('transactionid', 'tuple'))")
                .query(Boolean.class)
                .single();
    }

    private static Answer change(Api who, UUID user, Map<String, Object> attributes) {
        return who.patch("users/" + user, document("users", user.toString(), attributes));
    }
}
