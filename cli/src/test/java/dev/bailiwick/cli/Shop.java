package dev.bailiwick.cli;

import dev.bailiwick.declaration.Declaration;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.TestDatabase;

import org.postgresql.ds.PGSimpleDataSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** A shop with a table of each kind, declared in a file. */
public final class Shop {

    public static final String FILE =
            """
            schema: shop
            roles: {owner: shop_owner, app: shop_app, maintenance: shop_maint}
            tables:
              customer: {kind: tenant, app: everything}
              invoice: {kind: tenant, app: append-only}
              line: {kind: chained, parent: invoice_id -> invoice.id, app: [select, insert]}
              by_customer: {kind: view, app: select}
              country: {kind: global}
              job: {kind: internal}
            """;

    public static final Wall WALL = Declaration.parse("shop.yaml", FILE).wall();

    public static final String TABLES =
            """
            create table shop.customer (tenant_id uuid not null, id uuid not null default uuidv7(), name text not null,
                primary key (tenant_id, id));
            create table shop.invoice (tenant_id uuid not null, id uuid not null default uuidv7(), customer_id uuid not null,
                primary key (tenant_id, id), unique (id),
                foreign key (tenant_id, customer_id) references shop.customer) partition by range (id);
            create table shop.invoice_all partition of shop.invoice default;
            create table shop.line (invoice_id uuid not null references shop.invoice (id), number integer not null, text text not null,
                primary key (invoice_id, number));
            create view shop.by_customer with (security_invoker = true) as
                select customer_id, count(*) as invoices from shop.invoice group by customer_id;
            create table shop.country (code text primary key);
            create table shop.job (id bigint generated always as identity primary key, payload text);
            """;

    private static final Blueprint BARE = Blueprint.of("shop").with(TABLES);

    private static final Blueprint WALLED =
            BARE.with(WallSql.functions(WALL), WallSql.isolation(WALL));

    private Shop() {}

    /** Without a wall. */
    public static TestDatabase bare() throws SQLException {
        return BARE.database();
    }

    /** As declared. */
    public static TestDatabase walled() throws SQLException {
        return WALLED.database();
    }

    public static Path declaredIn(Path folder) {
        return file(folder, "shop.yaml", FILE);
    }

    public static Path file(Path folder, String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    /** As a user types it. */
    public static String url(TestDatabase database) {
        PGSimpleDataSource source = database.app();
        return "jdbc:postgresql://localhost:%d/%s"
                .formatted(source.getPortNumbers()[0], database.name());
    }
}
