package dev.bailiwick.spring.store;

import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.sql.Statement;

// snippet migration
/**
 * SQL that the wall generates, as Flyway runs it.
 *
 * @param number null for one that is repeated when its SQL changes
 */
public record WallMigration(@Nullable String number, String name, String sql)
        implements JavaMigration {

    public static WallMigration once(String number, String name, String sql) {
        return new WallMigration(number, name, sql);
    }

    public static WallMigration repeatable(String name, String sql) {
        return new WallMigration(null, name, sql);
    }

    @Override
    public @Nullable MigrationVersion getVersion() {
        return number == null ? null : MigrationVersion.fromVersion(number);
    }

    @Override
    public String getDescription() {
        return name;
    }

    @Override
    public @Nullable Integer getChecksum() {
        return number == null ? sql.hashCode() : null;
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    public void migrate(Context context) throws SQLException {
        try (Statement statement = context.getConnection().createStatement()) {
            statement.execute(sql);
        }
    }
}
// end
