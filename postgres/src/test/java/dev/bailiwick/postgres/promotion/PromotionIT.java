package dev.bailiwick.postgres.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.KeyType;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Rows;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** A chained table gets a tenant column while it is in use. */
class PromotionIT {

    private static final Scope.Tenant ACME = Scope.Tenant.of(new TenantId(1));
    private static final Scope.Tenant BOLT = Scope.Tenant.of(new TenantId(2));
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final Wall WALL =
            Wall.of(
                            "shop",
                            Roles.of("shop_owner", "shop_app").withMaintenance("shop_maint"),
                            Table.identity("org").select(Rows.ofTenant("id")),
                            Table.tenant("orders").in("org_id").everything(),
                            Table.chained("line", "order_id", "orders", "id")
                                    .everything()
                                    .numberedBy("line_id_seq"),
                            Table.chained("remark", "line_id", "line", "id").everything())
                    .withTenantKey(KeyType.BIGINT);

    private static final Blueprint SHOP =
            Blueprint.of("shop")
                    .with(
                            WallSql.functions(WALL),
                            """
                            create table org (id bigint primary key);
                            create table orders (id int primary key, org_id bigint not null references org);
                            create index on orders (org_id);
                            create table line (
                                id serial primary key, order_id int not null references orders on delete cascade, what text);
                            create table remark (id int primary key, line_id int not null references line);
                            """,
                            WallSql.isolation(WALL))
                    .withRows(
                            """
                            insert into org values (1), (2);
                            insert into orders select n, 1 + n % 2 from generate_series(1, 20) as n;
                            insert into line (order_id, what) select 1 + n % 20, 'old' from generate_series(1, 600) as n;
                            insert into remark select n, n from generate_series(1, 10) as n;
                            """);

    private TestDatabase database;

    @BeforeEach
    void open() throws SQLException {
        database = SHOP.database();
    }

    private Promotion promotion() throws SQLException {
        try (Connection connection = database.as("shop_owner").getConnection()) {
            return Promotion.read(connection, WALL, "line");
        }
    }

    private PromotionRun run() throws SQLException {
        return PromotionRun.of(promotion(), database.as("shop_owner"), maintenance());
    }

    private ScopedDataSource maintenance() {
        return ScopedDataSource.maintenance(database.as("shop_maint"), _ -> {});
    }

    private ScopedDataSource app() {
        return ScopedDataSource.of(database.app(), WALL);
    }

    @Test
    void fillsTheColumnAndChangesKeyReferenceAndPolicies() throws SQLException {
        long changed = run().inBatchesOf(70).run(LIMIT);

        assertThat(changed).isEqualTo(600);
        assertPromoted(600);
        assertThat(Sql.list(app(), ACME, "select id from line")).hasSize(300);
        assertThat(Sql.list(app(), BOLT, "select id from line")).hasSize(300);
        assertThat(run().run(LIMIT)).as("run again").isZero();
    }

    @Test
    void k142ARowCannotReferToAnotherTenantsAfterwards() throws SQLException {
        String foreign = Sql.list(app(), BOLT, "select id from orders").getFirst();
        String planted =
                "insert into line (order_id, what) values (%s, 'planted')".formatted(foreign);
        database.asSuperuser(
                """
                create schema bare;
                create table bare.orders as select * from orders;
                alter table bare.orders add primary key (id);
                create table bare.line (order_id int references bare.orders, what text, org_id int default 1);
                grant usage on schema bare to shop_app;
                grant all on bare.line to shop_app;
                """);
        Sql.execute(database.app(), ACME, planted.replace("line", "bare.line"));
        run().run(LIMIT);

        assertThat(Sql.stateOf(() -> Sql.execute(app(), ACME, planted))).isEqualTo("23503");
    }

    @Test
    void goesOnWhereItWasKilled() throws SQLException {
        List<String> killed = new ArrayList<>();
        int steps = promotion().steps().size();
        for (int i = 0; i < steps; i++) {
            assertThatExceptionOfType(Killed.class)
                    .isThrownBy(
                            () ->
                                    run().telling(
                                                    step -> {
                                                        if (!killed.contains(step.name())) {
                                                            killed.add(step.name());
                                                            throw new Killed();
                                                        }
                                                    })
                                            .run(LIMIT));
            if (killed.getLast().equals("declaration")) {
                break;
            }
        }

        run().run(LIMIT);

        assertThat(killed).contains("tenant column", "no new row without a tenant", "declaration");
        assertPromoted(600);
    }

    /** Stops whoever fills the rows at the three hundredth, for as long as the lock is held. */
    private static final String HELD =
            """
            create function shop.held() returns trigger language plpgsql as $$
            begin
                perform pg_advisory_xact_lock(1, 1);
                return new;
            end $$;
            create trigger held before update on shop.line for each row when (old.id = 300) execute function shop.held();
            """;

    @Test
    void goesOnAfterItsConnectionWasCutInTheMiddleOfTheRows() throws Exception {
        database.asSuperuser(HELD);
        try (ExecutorService executor = Executors.newSingleThreadExecutor();
                Connection holder = database.as("postgres").getConnection()) {
            Sql.list(holder, "select pg_advisory_lock(1, 1)");
            Future<?> cut =
                    executor.submit(
                            () -> {
                                while (isNotHeldYet(holder)) {
                                    Thread.sleep(20);
                                }
                                database.asSuperuser(
                                        "select pg_terminate_backend(pid) from pg_stat_activity"
                                                + " where usename = 'shop_maint' and datname ="
                                                + " current_database()");
                                return filled();
                            });
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> run().inBatchesOf(1).run(LIMIT));
            cut.get();
        }
        database.asSuperuser("drop trigger held on shop.line", "drop function shop.held()");
        int filled = filled();
        assertThat(filled).isEqualTo(299);

        assertThat(run().run(LIMIT)).isEqualTo(600 - filled);
        assertPromoted(600);
    }

    private static boolean isNotHeldYet(Connection connection) throws SQLException {
        return Sql.list(
                        connection,
                        "select pid from pg_stat_activity where usename = 'shop_maint' and datname"
                                + " = current_database() and wait_event_type = 'Lock'")
                .isEmpty();
    }

    private int filled() throws SQLException {
        try (Connection connection = database.as("postgres").getConnection()) {
            String column =
                    "select 1 from pg_attribute where attrelid = 'shop.line'::regclass and attname"
                            + " = 'org_id'";
            return Sql.list(connection, column).isEmpty()
                    ? 0
                    : Integer.parseInt(
                            Sql.list(
                                            connection,
                                            "select count(*) from shop.line where org_id is not"
                                                    + " null")
                                    .getFirst());
        }
    }

    @Test
    void buildsAnIndexAnewThatWasLeftHalfBuilt() throws SQLException {
        assertThatExceptionOfType(Killed.class)
                .isThrownBy(
                        () ->
                                run().telling(
                                                step -> {
                                                    if (step.name()
                                                            .equals("index of the reference")) {
                                                        throw new Killed();
                                                    }
                                                })
                                        .run(LIMIT));
        database.asSuperuser(
                "update pg_index set indisvalid = false where indexrelid ="
                        + " 'line_tenant_key'::regclass");

        run().run(LIMIT);

        assertPromoted(600);
    }

    @Test
    void isSafeWhileTheApplicationWrites() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            List<Future<Integer>> writers =
                    List.of(
                            executor.submit(() -> write(ACME, done)),
                            executor.submit(() -> write(BOLT, done)));
            run().inBatchesOf(20).run(LIMIT);
            done.set(true);
            int written = writers.get(0).get() + writers.get(1).get();

            assertThat(written).isPositive();
            assertPromoted(600 + written);
        }
    }

    private int write(Scope.Tenant scope, AtomicBoolean done) throws SQLException {
        String order = Sql.list(app(), scope, "select id from orders").getFirst();
        int written = 0;
        while (!done.get()) {
            written +=
                    Sql.update(
                            app(),
                            scope,
                            "insert into line (order_id, what) values (?, 'new')",
                            Integer.valueOf(order));
        }
        return written;
    }

    @Test
    void refusesARoleFromWhichTheRowsAreHidden() throws SQLException {
        database.asOwner("alter table line add column trap bigint");
        try (Connection owner = database.as("shop_owner").getConnection()) {
            assertThat(Sql.update(owner, "update line set trap = 1")).as("the trap").isZero();
        }
        ScopedDataSource bound = ScopedDataSource.maintenance(database.app(), _ -> {});

        assertThatIllegalStateException()
                .isThrownBy(
                        () ->
                                PromotionRun.of(promotion(), database.as("shop_owner"), bound)
                                        .run(LIMIT))
                .withMessageContaining("from shop_app")
                .withMessageContaining("use the maintenance role");
    }

    @Test
    void refusesRowsThatReferToNobody() throws SQLException {
        database.asSuperuser(
                "alter table line alter order_id drop not null; insert into line (what) values"
                        + " ('nobody''s')");

        assertThatIllegalStateException()
                .isThrownBy(() -> run().run(LIMIT))
                .withMessageContaining("1 row(s)")
                .withMessageContaining("refer to nobody");
        database.asSuperuser("delete from line where order_id is null");
        run().run(LIMIT);
        assertPromoted(600);
    }

    @Test
    void aChainIsPromotedFromItsTenantTableDownwards() throws SQLException {
        try (Connection connection = database.as("shop_owner").getConnection()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Promotion.read(connection, WALL, "remark"))
                    .withMessageContaining("promote its parents first");
            run().run(LIMIT);
            Promotion next = Promotion.read(connection, promotion().after(), "remark");

            PromotionRun.of(next, database.as("shop_owner"), maintenance()).run(LIMIT);

            assertThat(errors(next.after())).isEmpty();
        }
    }

    private void assertPromoted(int rows) throws SQLException {
        Wall after = promotion().after();
        assertThat(errors(after)).isEmpty();
        try (Connection connection = database.as("postgres").getConnection()) {
            assertThat(
                            Sql.list(
                                    connection,
                                    "select count(*) from line join orders on orders.id = order_id"
                                            + " where line.org_id = orders.org_id"))
                    .containsExactly(Integer.toString(rows));
            assertThat(Sql.list(connection, "select count(*) from line"))
                    .containsExactly(Integer.toString(rows));
        }
    }

    private List<String> errors(Wall wall) throws SQLException {
        return Gate.of(wall).faults(database.app()).stream()
                .filter(fault -> !fault.id().equals("key-without-tenant"))
                .map(Object::toString)
                .filter(fault -> !fault.startsWith("table remark"))
                .toList();
    }

    /** What a run that is killed does not catch. */
    private static final class Killed extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }
}
