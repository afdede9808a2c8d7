package dev.bailiwick.testbed;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

import javax.sql.DataSource;

/** The least that can be called a wall: policies by hand, and a setting for each connection. */
final class HandMadeWall {

    static final UUID ACME = new UUID(0, 0xa);
    static final UUID BOLT = new UUID(0, 0xb);

    static final Blueprint SHOP =
            Blueprint.of("shop")
                    .withRole("shop_clerk")
                    .with(
                            """
                            create table item (
                                tenant_id uuid not null, id int generated always as identity primary key,
                                name text not null unique, shout text generated always as (upper(name)) stored);
                            alter table item enable row level security;
                            alter table item force row level security;
                            create policy app on item to shop_app
                                using (tenant_id = nullif(current_setting('shop.tenant', true), '')::uuid);
                            grant usage on schema shop to shop_app;
                            grant select, insert, update, delete on item to shop_app;
                            """)
                    .withRows(
                            """
                            insert into item (tenant_id, name)
                            values ('%1$s', 'acme-1'), ('%1$s', 'acme-2'), ('%2$s', 'bolt-1')
                            """
                                    .formatted(ACME, BOLT));

    private HandMadeWall() {}

    static DataSource before(DataSource driver) {
        return (DataSource)
                Proxy.newProxyInstance(
                        HandMadeWall.class.getClassLoader(),
                        new Class<?>[] {DataSource.class},
                        (_, method, args) -> {
                            if (method.getName().equals("getConnection")) {
                                return told(driver);
                            }
                            return method.invoke(driver, args);
                        });
    }

    private static Connection told(DataSource driver) throws SQLException {
        Scope.Tenant scope = Scopes.requireTenant();
        Connection connection = driver.getConnection();
        Sql.list(
                connection,
                "select set_config('shop.tenant', ?, false)",
                scope.tenant().toString());
        return connection;
    }
}
