package dev.bailiwick.benchmarks;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.testbed.Blueprint;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** A hundred tenants with a thousand items each, behind a wall and once more without. */
final class Shop {

    static final int TENANTS = 100;
    static final int ITEMS = 1_000;

    static final Wall WALL =
            Wall.of(
                    "shop",
                    Roles.of("shop_owner", "shop_app"),
                    Table.tenant("item").everything(),
                    Table.tenant("entry").everything());

    private static final String TABLES =
            """
            create table item (
                tenant_id uuid not null default bailiwick.tenant(), id uuid not null, name text not null, amount integer not null,
                primary key (tenant_id, id));
            create unique index on item (id);
            create table entry (
                tenant_id uuid not null default bailiwick.tenant(), id uuid not null default uuidv7(),
                item_id uuid not null, note text not null,
                primary key (tenant_id, id));
            """;

    private static final String ROWS =
            """
            insert into item select ('00000000-0000-7000-8000-' || lpad(tenant::text, 12, '0'))::uuid,
                ('00000000-0000-7000-9' || lpad(tenant::text, 3, '0') || '-' || lpad(number::text, 12, '0'))::uuid,
                'item ' || number, number
            from generate_series(0, %d) as tenant, generate_series(0, %d) as number
            """
                    .formatted(TENANTS - 1, ITEMS - 1);

    static final Blueprint BLUEPRINT =
            Blueprint.of("shop")
                    .with(WallSql.functions(WALL), TABLES, WallSql.isolation(WALL))
                    .withRows(ROWS);

    // spelling them out would take as long as the driver does for a statement
    private static final List<TenantId> TENANT_IDS =
            IntStream.range(0, TENANTS)
                    .mapToObj(number -> "00000000-0000-7000-8000-%012d".formatted(number))
                    .map(TenantId::parse)
                    .toList();

    private static final List<Pick> ALL =
            IntStream.range(0, TENANTS * ITEMS)
                    .mapToObj(number -> pick(number / ITEMS, number % ITEMS))
                    .toList();

    private Shop() {}

    static TenantId tenant(int number) {
        return TENANT_IDS.get(number);
    }

    private static Pick pick(int tenant, int number) {
        return new Pick(
                tenant(tenant),
                UUID.fromString("00000000-0000-7000-9%03d-%012d".formatted(tenant, number)));
    }

    /** One of all items, whose tenant is {@link Pick#tenant}. */
    static Pick any() {
        return ALL.get(ThreadLocalRandom.current().nextInt(ALL.size()));
    }

    record Pick(TenantId tenant, UUID item) {}
}
