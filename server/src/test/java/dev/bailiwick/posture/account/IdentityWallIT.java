package dev.bailiwick.posture.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** The same questions without the wall in Java: raw SQL as the role that serves requests. */
class IdentityWallIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final Tenancy zeta = Tenancy.of(server);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app_user",
                "tenant",
                "membership",
                "refresh_token",
                "api_key",
                "role",
                "role_user",
                "provider_group",
                "provider_group_member",
                "role_provider_group"
            })
    void showsNothingOutsideAScope(String table) throws SQLException {
        try (Connection connection = server.app().getConnection()) {
            assertThat(count(connection, "select count(*) from " + table)).isZero();
        }
    }

    @Test
    void showsATenantItsOwnPeopleOnly() throws SQLException {
        try (Connection connection = inScope(acme)) {
            assertThat(count(connection, "select count(*) from app_user")).isEqualTo(1);
            assertThat(count(connection, "select count(*) from membership")).isEqualTo(1);
            assertThat(count(connection, "select count(*) from tenant")).isEqualTo(1);
            assertThat(count(connection, "select count(*) from role")).isEqualTo(1);
            assertThat(
                            count(
                                    connection,
                                    "select count(*) from app_user where id = '"
                                            + zeta.owner().id()
                                            + "'"))
                    .isZero();
        }
    }

    @Test
    void changesNobodyElse() throws SQLException {
        try (Connection connection = inScope(acme)) {
            assertThat(update(connection, "update app_user set name = 'Mallory'")).isEqualTo(1);
            assertThat(update(connection, "update tenant set name = 'Stolen'")).isEqualTo(1);
            connection.rollback();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into app_user (email, name, password_hash) values ('m@example.com', 'M',"
                        + " 'x')",
                "insert into tenant (name) values ('mine')",
                "insert into membership (tenant_id, user_id) values ('%s', '%s')",
                "delete from app_user",
                "delete from tenant",
                "delete from membership",
                "update membership set role = 'owner'",
                "update app_user set is_active = true",
                "update api_key set revoked = true",
                "update api_key set name = 'stolen'",
                "insert into api_key (name, prefix, secret_hash, entity_id, expires_at) values"
                        + " ('mine', 'pk_22222222', sha256(''), bailiwick.principal(), 'infinity')",
                "insert into audit_entry (kind, what) values ('changed', 'nothing')",
                "update audit_entry set what = 'nothing'",
                "delete from audit_entry",
                "select * from maintenance_audit",
                "select authority_changed('%s', '%s', 'nothing', null, '{}')",
                "update tenant set deleted_at = null",
                "select * from sign_in_failure",
                "select make_tenant('%2$s', 'mine', '{}')",
                "select forget_member('%s', '%s')"
            })
    void refusesWhatOnlyTheFunctionsDo(String statement) throws SQLException {
        try (Connection connection = inScope(acme)) {
            assertThatThrownBy(
                            () ->
                                    update(
                                            connection,
                                            statement.formatted(zeta.id(), zeta.owner().id())))
                    .isInstanceOf(SQLException.class)
                    .extracting(failure -> ((SQLException) failure).getSQLState())
                    .isEqualTo("42501");
        }
    }

    /** What was committed since its snapshot a transaction of another kind does not see. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select change_account(bailiwick.principal(), 'Ada', null, null, null)",
                "select end_membership('%s')",
                "select end_account()",
                "select end_tenant()",
                "select outcome from found_tenant('one more', '{}', 100)",
                "select outcome from make_role('one more', '{}', false, '{}')"
            })
    void authorityIsChangedByTransactionsAloneThatSeeAllBeforeThem(String change)
            throws SQLException {
        for (int level :
                new int[] {
                    Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE
                }) {
            Connection fresh = server.app().getConnection();
            fresh.setTransactionIsolation(level);
            try (Connection connection = enter(fresh, acme.id(), acme.owner().id())) {
                assertThatThrownBy(() -> text(connection, change.formatted(UUID.randomUUID())))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("READ COMMITTED");
            }
        }
    }

    @Test
    void endsNoMembershipOfAnotherTenantAndNoTenantOfOthers() throws SQLException {
        UUID foreign =
                server.sql()
                        .sql("select id from membership where tenant_id = ?")
                        .param(zeta.id())
                        .query(UUID.class)
                        .single();
        try (Connection connection = inScope(acme)) {
            assertThat(text(connection, "select end_membership('" + foreign + "')"))
                    .isEqualTo("absent");
        }
        try (Connection connection = scope(zeta.id(), acme.owner().id())) {
            assertThat(text(connection, "select end_tenant()")).isEqualTo("owners");
            assertThat(text(connection, "select end_membership('" + foreign + "')"))
                    .isEqualTo("absent");
        }
        zeta.api().get("users/me").expect(200);
    }

    @Test
    void tellsOneAccountAtATimeAndNeverMoreThanAsked() throws SQLException {
        try (Connection connection = server.app().getConnection()) {
            assertThat(count(connection, "select count(*) from account_by_email('%')")).isZero();
            assertThat(
                            count(
                                    connection,
                                    "select count(*) from account_by_email('"
                                            + acme.owner().email()
                                            + "')"))
                    .isEqualTo(1);
        }
    }

    private Connection inScope(Tenancy tenancy) throws SQLException {
        return scope(tenancy.id(), tenancy.owner().id());
    }

    private Connection scope(UUID tenant, UUID principal) throws SQLException {
        return enter(server.app().getConnection(), tenant, principal);
    }

    private static Connection enter(Connection connection, UUID tenant, UUID principal)
            throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        select set_config('bailiwick.tenant', ?, true), set_config('bailiwick.principal', ?, true),
                               set_config('bailiwick.providers', 'all', true),
                               set_config('bailiwick.groups', 'all', true)
                        """)) {
            statement.setString(1, tenant.toString());
            statement.setString(2, principal.toString());
            statement.execute();
        }
        return connection;
    }

    private static long count(Connection connection, String query) throws SQLException {
        return Long.parseLong(text(connection, query));
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    private static int update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql) ? 0 : statement.getUpdateCount();
        }
    }
}
