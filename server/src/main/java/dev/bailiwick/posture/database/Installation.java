package dev.bailiwick.posture.database;

import dev.bailiwick.cli.CommandException;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;

/** Roles, schema and partitions of one database. Installing again upgrades. */
final class Installation {

    private final Login admin;
    private final Secrets secrets;

    /**
     * @param admin a superuser, or one who may make roles and owns the database
     * @param secrets passwords of the roles; those that are missing are made
     */
    Installation(Login admin, Secrets secrets) {
        this.admin = admin;
        this.secrets = secrets;
    }

    /**
     * @throws CommandException with the line that says what was in the way; the database is then as
     *     usable as before
     */
    void run() {
        admin.check();
        try (Connection connection = admin.connect()) {
            DatabaseRoles.apply(
                    connection, Arrays.stream(LoginRole.values()).map(this::login).toList());
        } catch (SQLException e) {
            throw CommandException.couldNot(
                    "The roles cannot be made as %s: %s".formatted(admin, e.getMessage()));
        }
        new Migrations(admin.actingAs(LoginRole.OWNER), Migrations.LOCATION).migrate();
        try {
            new Partitions(login(LoginRole.MAINT).dataSource()).makeAhead();
        } catch (SQLException e) {
            throw CommandException.couldNot(
                    "The partitions of findings cannot be made: " + Login.oneLine(e));
        }
    }

    private Login login(LoginRole role) {
        return new Login(admin.url(), role.role(), secrets.passwordOrNew(role.secret()));
    }
}
