package dev.bailiwick.benchmarks;

import com.sun.management.ThreadMXBean;

import dev.bailiwick.benchmarks.Rounds.Way;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.testbed.TestDatabase;

import org.postgresql.ds.PGSimpleDataSource;

import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * What the two walls cost: the same work without protection, with the tenant written into each
 * statement by hand, with policies that are told the tenant by a statement of its own, behind the
 * walls, and with Hibernate's {@code @TenantId} alone; over loopback and with half a millisecond of
 * network between. Argument: {@code allocation}, for what a row read allocates alone.
 */
final class WallBenchmark {

    private static final Duration ROUND_TRIP = Duration.ofNanos(500_000);
    private static final int MANY = 10_000;
    private static final int READINGS = 2_000;

    private final TestDatabase database;

    private WallBenchmark(TestDatabase database) {
        this.database = database;
    }

    public static void main(String[] args) throws Exception {
        WallBenchmark benchmark = new WallBenchmark(Shop.BLUEPRINT.database().withTwins());
        if (args.length == 0) {
            benchmark.times();
        }
        benchmark.allocation();
        // PostgreSQL's own threads of the test bed would keep this process
        System.exit(0);
    }

    private void times() throws Exception {
        System.out.println("work | way | µs | speed (least to greatest of the rounds) | mark");
        int port = database.app().getPortNumbers()[0];
        compare("", port, 0.85, 0.90, 0.85, 0.95);
        try (SlowNetwork network = SlowNetwork.to(port, ROUND_TRIP)) {
            compare(", 0.5 ms away", network.port(), 0.95, 0, 0, 0);
        }
    }

    private void compare(
            String where, int port, double read, double five, double insert, double many)
            throws Exception {
        try (Ways ways = new Ways(port)) {
            ways.print("one read" + where, read, Shopping::read);
            ways.print("five statements" + where, five, Shopping::fiveStatements);
            ways.print("one row added" + where, insert, Shopping::insert);
            ways.print(
                    "10,000 rows added in batches" + where,
                    many,
                    (way, tenant, item) -> way.insertMany(tenant, item, MANY));
            ways.print(
                    "10,000 rows added as a set" + where,
                    many,
                    (way, tenant, item) -> way.insertSet(tenant, item, MANY));
        }
    }

    /** What reading a row allocates beyond the driver, when everything is compiled. */
    private void allocation() throws SQLException {
        try (JdbcShopping plain = JdbcShopping.byHand(database.twins());
                JdbcShopping walled = JdbcShopping.walled(database.app())) {
            double driver = bytesEachRow(plain);
            double both = bytesEachRow(walled);
            System.out.printf(
                    Locale.ROOT,
                    "bytes allocated for a row read: driver %.1f, behind the walls %.1f; mark of no"
                            + " more %s%n",
                    driver,
                    both,
                    both - driver < 1 ? "met" : "missed");
        }
    }

    /** What a statement allocates however many rows it brings does not count. */
    private static double bytesEachRow(JdbcShopping way) throws SQLException {
        int few = Shop.ITEMS / 2;
        double more = bytesEachReading(way, Shop.ITEMS) - bytesEachReading(way, few);
        return more / (Shop.ITEMS - few);
    }

    private static double bytesEachReading(JdbcShopping way, int rows) throws SQLException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = 0;
        for (int reading = 0; reading < 2 * READINGS; reading++) {
            if (reading == READINGS) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            if (way.rowsRead(Shop.tenant(reading % Shop.TENANTS), rows) != rows) {
                throw new IllegalStateException("not all rows were read");
            }
        }
        return (double) (threads.getCurrentThreadAllocatedBytes() - before) / READINGS;
    }

    /** Something done in one of the ways. */
    @FunctionalInterface
    private interface Work {

        void with(Shopping way, TenantId tenant, UUID item) throws Exception;
    }

    /** All ways, to one and the same server. */
    private final class Ways implements AutoCloseable {

        private final List<String> names =
                List.of("unprotected", "by hand", "policies", "walled", "@TenantId");
        private final List<Shopping> ways;

        Ways(int port) {
            this.ways =
                    List.of(
                            JdbcShopping.unprotected(at(database.twins(), port)),
                            JdbcShopping.byHand(at(database.twins(), port)),
                            JdbcShopping.policies(at(database.app(), port)),
                            JdbcShopping.walled(at(database.app(), port)),
                            new HibernateShopping(at(database.twins(), port)));
        }

        private static PGSimpleDataSource at(PGSimpleDataSource source, int port) {
            source.setPortNumbers(new int[] {port});
            return source;
        }

        void print(String name, double mark, Work work) throws Exception {
            List<Way> compared = new ArrayList<>();
            for (int i = 0; i < ways.size(); i++) {
                Shopping way = ways.get(i);
                double itsMark = names.get(i).equals("walled") ? mark : 0;
                compared.add(
                        new Way(
                                names.get(i),
                                itsMark,
                                () -> {
                                    Shop.Pick pick = Shop.any();
                                    work.with(way, pick.tenant(), pick.item());
                                }));
            }
            Rounds.compare(compared).forEach(line -> System.out.println(name + " | " + line));
            database.asSuperuser("truncate shop.entry, bare.entry");
        }

        @Override
        public void close() {
            ways.forEach(Shopping::close);
        }
    }
}
