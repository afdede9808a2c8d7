package dev.bailiwick.posture.database.setup;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.posture.database.login.Login;
import dev.bailiwick.posture.database.login.LoginRole;
import dev.bailiwick.posture.database.login.RolePasswords;
import dev.bailiwick.posture.database.maintenance.MaintenanceLog;
import dev.bailiwick.posture.database.maintenance.Partitions;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

/** Roles, schema and partitions of one database. Installing again upgrades. */
public final class Installation {

    private final Login admin;
    private final RolePasswords passwords;

    /**
     * @param admin a superuser, or one who may make roles and owns the database
     */
    public Installation(Login admin, RolePasswords passwords) {
        this.admin = admin;
        this.passwords = passwords;
    }

    /**
     * @throws CommandException with the line that says what was in the way; the database is then as
     *     usable as before
     */
    public void run() {
        admin.check();
        try (Connection connection = admin.connect()) {
            DatabaseRoles.apply(connection, passwords);
        } catch (SQLException e) {
            throw CommandException.couldNot(
                    "The roles cannot be made as %s: %s".formatted(admin, e.getMessage()));
        }
        new Migrations(admin.actingAs(LoginRole.OWNER), Migrations.LOCATION).migrate();
        try {
            DataSource maintenance = passwords.login(LoginRole.MAINT).dataSource();
            MaintenanceLog log = MaintenanceLog.of(maintenance);
            new Partitions(ScopedDataSource.maintenance(maintenance, log)).makeAhead();
        } catch (SQLException e) {
            throw CommandException.couldNot(
                    "The partitions of findings cannot be made: " + Login.oneLine(e));
        }
    }
}
