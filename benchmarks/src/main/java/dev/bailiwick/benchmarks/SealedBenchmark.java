package dev.bailiwick.benchmarks;

import dev.bailiwick.benchmarks.Rounds.Way;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.sealed.Seal;
import dev.bailiwick.postgres.sealed.SealForm;
import dev.bailiwick.postgres.sealed.SealKey;
import dev.bailiwick.postgres.sealed.SealKeys;
import dev.bailiwick.postgres.sealed.SealSql;
import dev.bailiwick.testbed.TestDatabase;

import org.postgresql.ds.PGSimpleDataSource;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What sealing the scope costs: the same work behind the walls with plain scopes, which the others
 * are compared with, without protection, and with each form of sealed scopes; over loopback and
 * with half a millisecond of network between. No arguments.
 */
final class SealedBenchmark {

    private static final Duration ROUND_TRIP = Duration.ofNanos(500_000);
    private static final SealKey KEY = SealKey.generate(1);

    private SealedBenchmark() {}

    public static void main(String[] args) throws Exception {
        TestDatabase plain = Shop.BLUEPRINT.database().withTwins();
        TestDatabase portable = sealed(SealForm.PORTABLE);
        TestDatabase slot = sealed(SealForm.SLOT);
        System.out.println("work | way | µs | speed (least to greatest of the rounds) | mark");
        int port = plain.app().getPortNumbers()[0];
        compare("", port, 0.6, plain, portable, slot);
        try (SlowNetwork network = SlowNetwork.to(port, ROUND_TRIP)) {
            compare(", 0.5 ms away", network.port(), 0.85, plain, portable, slot);
        }
        // PostgreSQL's own threads of the test bed would keep this process
        System.exit(0);
    }

    private static TestDatabase sealed(SealForm form) throws SQLException {
        TestDatabase database = Shop.BLUEPRINT.database();
        database.asSuperuser(SealSql.setup(form, List.of("shop_app", "shop_owner", "shop_maint")));
        database.asOwner(WallSql.functions(Shop.WALL.sealedAs(form)));
        SealKeys.in(database.as("postgres")).add(KEY);
        return database;
    }

    private static void compare(
            String where,
            int port,
            double mark,
            TestDatabase plain,
            TestDatabase portable,
            TestDatabase slot)
            throws Exception {
        List<Contender> contenders =
                List.of(
                        new Contender("plain", 0, JdbcShopping.walled(at(plain.app(), port))),
                        new Contender(
                                "unprotected",
                                0,
                                JdbcShopping.unprotected(at(plain.twins(), port))),
                        new Contender(
                                "sealed, portable",
                                mark,
                                JdbcShopping.sealed(
                                        at(portable.app(), port), Seal.of(SealForm.PORTABLE, KEY))),
                        new Contender(
                                "sealed, slot",
                                mark,
                                JdbcShopping.sealed(
                                        at(slot.app(), port), Seal.of(SealForm.SLOT, KEY))),
                        new Contender(
                                "sealed, portable, behind a pooler",
                                0,
                                JdbcShopping.sealed(
                                        at(portable.app(), port),
                                        Seal.of(SealForm.PORTABLE, KEY).pooled())));
        print("one read" + where, contenders, true, Shopping::read);
        print("five statements" + where, contenders, false, Shopping::fiveStatements);
        contenders.forEach(one -> one.shopping.close());
    }

    private static void print(String name, List<Contender> contenders, boolean marked, Work work)
            throws Exception {
        List<Way> ways = new ArrayList<>();
        for (Contender one : contenders) {
            ways.add(
                    new Way(
                            one.name,
                            marked ? one.mark : 0,
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

    private record Contender(String name, double mark, JdbcShopping shopping) {}

    /** Something done in one of the ways. */
    @FunctionalInterface
    private interface Work {

        void with(Shopping way, TenantId tenant, UUID item) throws Exception;
    }
}
