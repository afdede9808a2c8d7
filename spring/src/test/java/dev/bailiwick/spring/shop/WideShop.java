package dev.bailiwick.spring.shop;

import dev.bailiwick.core.Scope;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.sealed.Seal;
import dev.bailiwick.postgres.sealed.SealForm;
import dev.bailiwick.postgres.sealed.SealKey;
import dev.bailiwick.postgres.sealed.SealKeys;
import dev.bailiwick.postgres.sealed.SealSql;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.postgresql.ds.PGSimpleDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The {@link Shop}s, which a role may look at several of. */
public final class WideShop {

    public static final String SEVERAL = "shop_several";
    public static final String GUESTS = "shop_guests";

    public static final Wall WALL =
            Wall.of(
                    "shop",
                    Roles.of("shop_owner", "shop_app")
                            .withMaintenance("shop_maint")
                            .withSeveral(SEVERAL)
                            .withGuests(GUESTS),
                    Shop.WALL.tables());

    private static final List<String> USERS =
            List.of("shop_app", "shop_owner", "shop_maint", SEVERAL, GUESTS);

    public static final SealKey KEY = SealKey.generate(1);

    private static final Blueprint BLUEPRINT =
            Blueprint.of("shop")
                    .withRole(SEVERAL)
                    .withRole(GUESTS)
                    .with(
                            WallSql.functions(WALL),
                            Shop.TABLES,
                            "create table flyway_schema_history (version integer primary key)",
                            WallSql.isolation(WALL))
                    .withRows(Shop.ROWS);

    private WideShop() {}

    public static TestDatabase database() throws SQLException {
        return BLUEPRINT.database();
    }

    /** One whose functions take sealed scopes alone. */
    public static TestDatabase sealedDatabase() throws SQLException {
        return sealedDatabase(SealForm.PORTABLE);
    }

    public static TestDatabase sealedDatabase(SealForm form) throws SQLException {
        TestDatabase database = database();
        database.asSuperuser(
                """
                do $$ begin
                    if to_regrole('shop_admin') is null then create role shop_admin login createrole; end if;
                    execute format('grant create on database %I to shop_admin', current_database());
                end $$;
                """);
        PGSimpleDataSource admin = database.as("shop_admin");
        try (Connection connection = admin.getConnection()) {
            Sql.execute(connection, SealSql.setup(SealForm.PORTABLE, USERS));
        }
        if (form == SealForm.SLOT) {
            database.asSuperuser(SealSql.setup(form, USERS));
        }
        database.asOwner(WallSql.functions(WALL.sealedAs(form)));
        SealKeys.in(admin).add(KEY);
        return database;
    }

    public static Seal seal() {
        return seal(SealForm.PORTABLE);
    }

    public static Seal seal(SealForm form) {
        return Seal.of(form, KEY);
    }

    public static Scope.Tenants both() {
        return Scope.Tenants.of(Shop.ACME, Shop.BOLT);
    }
}
