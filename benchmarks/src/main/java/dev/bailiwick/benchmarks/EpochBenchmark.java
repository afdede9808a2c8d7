package dev.bailiwick.benchmarks;

import dev.bailiwick.benchmarks.Rounds.Way;
import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.authority.Permission;
import dev.bailiwick.core.authority.Permissions;
import dev.bailiwick.core.authority.RoleModel;
import dev.bailiwick.postgres.Rows;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.authority.Accounts;
import dev.bailiwick.postgres.authority.AuthoritySql;
import dev.bailiwick.postgres.authority.Duties;
import dev.bailiwick.testbed.TestDatabase;

import org.postgresql.ds.PGSimpleDataSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What it costs that each transaction compares the epoch of its scope with that of ready-made
 * authority: the same work behind the walls without an epoch, which the others are compared with,
 * with an epoch that is told and not compared, and with one that is; over loopback and with half a
 * millisecond of network between. No arguments.
 */
final class EpochBenchmark {

    private static final Duration ROUND_TRIP = Duration.ofNanos(500_000);
    private static final PrincipalId PERSON = new PrincipalId(new UUID(0, 1));

    private static final RoleModel MODEL =
            RoleModel.of(Permissions.of(Permit.class)).role("owner").build();

    private static final Wall TOLD =
            Shop.WALL
                    .with(AuthoritySql.declarations().toArray(Table[]::new))
                    .with(
                            Table.identity("org").select(Rows.ofTenant("id")).changedByOwner(),
                            Table.identity("person").select(Rows.own("id")).lookedUpByOwner())
                    .withEpoch();

    private static final Wall COMPARED = TOLD.checkingEpoch(AuthoritySql.epochs());

    private EpochBenchmark() {}

    public static void main(String[] args) throws Exception {
        TestDatabase database = database();
        System.out.println("work | way | µs | speed (least to greatest of the rounds) | mark");
        int port = database.app().getPortNumbers()[0];
        compare("", port, database);
        try (SlowNetwork network = SlowNetwork.to(port, ROUND_TRIP)) {
            compare(", 0.5 ms away", network.port(), database);
        }
        // PostgreSQL's own threads of the test bed would keep this process
        System.exit(0);
    }

    private static TestDatabase database() throws Exception {
        AuthoritySql sql =
                new AuthoritySql(
                        COMPARED,
                        new Accounts("org(id)", "person(id)", "email"),
                        new Duties(Permit.MANAGE, Permit.MANAGE, Permit.MANAGE, Permit.MANAGE));
        return Shop.BLUEPRINT
                .with(
                        """
                        create table org (id uuid primary key);
                        create table person (id uuid primary key, email text not null);
                        """,
                        sql.tables(),
                        sql.functions(),
                        sql.model(MODEL),
                        WallSql.epoch(COMPARED),
                        WallSql.isolation(COMPARED))
                .withRows(
                        """
                        insert into org select distinct tenant_id from item;
                        insert into org select gen_random_uuid() from generate_series(1, 5000);
                        insert into person values ('%1$s', 'a@b');
                        insert into person select gen_random_uuid(), 'c@d' from generate_series(1, 5000);
                        insert into bailiwick_authority.tenant (tenant_id, epoch) select id, 40 from org;
                        insert into bailiwick_authority.principal (principal_id, epoch) select id, 2 from person;
                        analyze bailiwick_authority.tenant, bailiwick_authority.principal;
                        """
                                .formatted(PERSON))
                .database();
    }

    private static Scope derived(TenantId tenant) {
        return Scope.Tenant.of(tenant).as(PERSON).at(new Epoch(42));
    }

    private static void compare(String where, int port, TestDatabase database) throws Exception {
        List<Contender> contenders =
                List.of(
                        new Contender(
                                "walled",
                                JdbcShopping.walled(
                                        at(database.app(), port),
                                        Shop.WALL,
                                        tenant -> Scope.Tenant.of(tenant).as(PERSON))),
                        new Contender(
                                "walled, epoch told",
                                JdbcShopping.walled(
                                        at(database.app(), port), TOLD, EpochBenchmark::derived)),
                        new Contender(
                                "walled, epoch compared",
                                JdbcShopping.walled(
                                        at(database.app(), port),
                                        COMPARED,
                                        EpochBenchmark::derived)));
        print("one read" + where, contenders, Shopping::read);
        print("five statements" + where, contenders, Shopping::fiveStatements);
        contenders.forEach(one -> one.shopping.close());
    }

    private static void print(String name, List<Contender> contenders, Work work) throws Exception {
        List<Way> ways = new ArrayList<>();
        for (Contender one : contenders) {
            ways.add(
                    new Way(
                            one.name,
                            0,
                            () -> {
                                Shop.Pick pick = Shop.any();
                                work.with(one.shopping, pick.tenant(), pick.item());
                            }));
        }
        Rounds.compare(ways).forEach(line -> System.out.println(name + " | " + line));
    }

    private static PGSimpleDataSource at(PGSimpleDataSource source, int port) {
        source.setPortNumbers(new int[] {port});
        return source;
    }

    private enum Permit implements Permission {
        MANAGE
    }

    private record Contender(String name, JdbcShopping shopping) {}

    /** Something done in one of the ways. */
    @FunctionalInterface
    private interface Work {

        void with(Shopping way, TenantId tenant, UUID item) throws Exception;
    }
}
