package dev.bailiwick.posture.access.role;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What somebody holds is one thing, whichever function asks: by SQL that has a scope of its own.
 */
final class OneRankIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    private String word(Person who, String call) throws SQLException {
        try (Connection app = server.app().getConnection();
                PreparedStatement statement =
                        app.prepareStatement(
                                """
                                select set_config('bailiwick.tenant', ?, false), set_config('bailiwick.principal', ?, false),
                                       set_config('bailiwick.providers', 'all', false), set_config('bailiwick.groups', 'all', false)
                                """)) {
            statement.setString(1, acme.id().toString());
            statement.setString(2, who.id().toString());
            statement.execute();
            try (PreparedStatement asked = app.prepareStatement("select " + call);
                    ResultSet row = asked.executeQuery()) {
                row.next();
                return String.valueOf(row.getString(1));
            }
        }
    }

    @Test
    void whoIsLockedOutHoldsNothing() throws SQLException {
        Person manager = acme.member("MANAGE_ACCOUNT", "MANAGE_PROVIDERS");
        assertThat(word(manager, "(make_role('before', '{MANAGE_PROVIDERS}', true, '{}')).outcome"))
                .isEqualTo("done");
        server.sql()
                .sql("update app_user set is_active = false where id = ?")
                .param(manager.id())
                .update();

        assertThat(word(manager, "(make_role('after', '{}', false, '{}')).outcome"))
                .isEqualTo("forbidden");
        assertThat(word(manager, "(make_group('after', '{}', '{}')).outcome"))
                .isEqualTo("forbidden");
        assertThat(
                        word(
                                manager,
                                "(make_key('after', 'pk_99999999', sha256(''),"
                                        + " 'infinity')).outcome"))
                .isEqualTo("forbidden");
        assertThat(word(manager, "roles_in_rank()")).isEqualTo("{}");
    }

    @Test
    void whatCannotBeComparedIsAbove() throws SQLException {
        Person manager = acme.member("MANAGE_ACCOUNT");

        assertThat(word(manager, "(make_role('none', null, false, '{}')).outcome"))
                .isEqualTo("above");
        assertThat(word(manager, "(make_role('none', '{null}', false, '{}')).outcome"))
                .isEqualTo("above");
    }
}
