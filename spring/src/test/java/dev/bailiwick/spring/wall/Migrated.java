package dev.bailiwick.spring.wall;

import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.spring.shop.Shop;

import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.sql.SQLException;
import java.sql.Statement;

/** An application whose tables Flyway makes, behind their wall. */
@Configuration(proxyBeanMethods = false)
class Migrated extends Walled {

    @Bean
    V1__Shop first() {
        return new V1__Shop();
    }

    /** Flyway takes the version from the name. */
    static final class V1__Shop extends BaseJavaMigration {

        @Override
        public void migrate(Context context) throws SQLException {
            try (Statement statement = context.getConnection().createStatement()) {
                statement.execute(WallSql.functions());
                statement.execute(Shop.TABLES);
                statement.execute(WallSql.isolation(Shop.WALL));
            }
        }
    }
}
