package dev.bailiwick.benchmarks;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How fast results are read back where one tenant among a hundred has a million findings: time,
 * processor time of the server and its database, requests per second, beside the plain SQL of the
 * same page. Arguments: requests of warm-up (2000, at most a minute of each kind), requests
 * measured (1000), resources of the big tenant, each found in ten scans (100000).
 */
final class ReadingBenchmark {

    private static final int CONNECTIONS = 8;
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(60);
    private static final String BIG = "big@example.com";
    private static final String SMALL = "small@example.com";
    private static final double LONGEST_START = 6;
    private static final int MOST_IDLE = 400;
    private static final int MOST_LOADED = 700;

    private final ServerProcess server;
    private final Client big;
    private final Client small;
    private final int warmUp;
    private final int measured;
    private final LocalDate day =
            LocalDate.ofInstant(Instant.now().minus(Duration.ofMinutes(70)), ZoneOffset.UTC);

    private ReadingBenchmark(
            ServerProcess server, Client big, Client small, int warmUp, int measured) {
        this.server = server;
        this.big = big;
        this.small = small;
        this.warmUp = warmUp;
        this.measured = measured;
    }

    public static void main(String[] args) throws Exception {
        int warmUp = args.length > 0 ? Integer.parseInt(args[0]) : 2_000;
        int measured = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
        int resources = args.length > 2 ? Integer.parseInt(args[2]) : 100_000;
        Path room = Files.createTempDirectory("bailiwick-benchmark-");
        Path data = room.resolve("data");
        try (ServerProcess server = ServerProcess.start(data)) {
            Client big = Client.signUp(server.api(), BIG);
            var _ = Client.signUp(server.api(), SMALL);
            long begun = System.nanoTime();
            try (Connection connection = server.database()) {
                MillionFindings.load(connection, big.email(), resources);
            }
            System.out.printf(
                    Locale.ROOT, "loaded in %.0f s: %s%n", (System.nanoTime() - begun) / 1e9, room);
        }
        try (ServerProcess server = ServerProcess.start(data)) {
            System.out.printf(
                    Locale.ROOT,
                    "start on these data: %.1f s, mark of %.0f %s%n",
                    server.startSeconds(),
                    LONGEST_START,
                    against(server.startSeconds(), LONGEST_START));
            System.out.println(
                    "resident after start: " + memory(server.residentMegabytes(), MOST_IDLE));
            Client big = Client.signIn(server.api(), BIG);
            Client small = Client.signIn(server.api(), SMALL);
            new ReadingBenchmark(server, big, small, warmUp, measured).run();
            System.out.println("resident at most: " + memory(server.peakMegabytes(), MOST_LOADED));
        }
    }

    private void run() throws Exception {
        System.out.println(
                "request | tenant | p50 / p95 ms | CPU ms (server, database) | requests/s of "
                        + CONNECTIONS
                        + " | plain SQL ms | marks");
        // all of them first: what the compiler still does for one kind would count for the next
        for (Reading reading : readings()) {
            send(reading, warmUp, CONNECTIONS, LONGEST_WARM_UP);
        }
        for (Reading reading : readings()) {
            System.out.println(measure(reading));
        }
    }

    private List<Reading> readings() {
        String ofDay = "findings?filter[inserted_at]=" + day + "&page[size]=10";
        String failed = ofDay + "&filter[status]=FAIL&filter[service]=s3&sort=-severity";
        Mark list = new Mark(10, 150);
        return List.of(
                new Reading("findings of a day", big, ofDay, list, Floor.day()),
                new Reading("findings of a day", small, ofDay, new Mark(2.3, 1_000), Floor.day()),
                new Reading("FAIL, s3, -severity", big, failed, list, Floor.failedOfService()),
                new Reading(
                        "findings/latest",
                        big,
                        "findings/latest?page[size]=10",
                        list,
                        Floor.latest()),
                new Reading(
                        "filter[search]=complies",
                        big,
                        ofDay + "&filter[search]=complies",
                        new Mark(20, 0),
                        null),
                new Reading(
                        "filter[search]=thing-001234",
                        big,
                        ofDay + "&filter[search]=thing-001234",
                        new Mark(20, 0),
                        null),
                new Reading(
                        "findings/metadata/latest",
                        big,
                        "findings/metadata/latest",
                        new Mark(4, 0),
                        null),
                new Reading("resources/latest", big, "resources/latest?page[size]=10", null, null),
                new Reading("users/me", big, "users/me", new Mark(1.5, 0), null));
    }

    private String measure(Reading reading) throws Exception {
        // the plain SQL of the one before ran in a process whose end must not count here
        server.rest();
        double cpu = server.processorSeconds();
        double java = server.serverSeconds();
        double[] times = send(reading, measured, 1, Duration.ofDays(1));
        cpu = (server.processorSeconds() - cpu) * 1_000 / measured;
        java = (server.serverSeconds() - java) * 1_000 / measured;
        long begun = System.nanoTime();
        send(reading, measured, CONNECTIONS, Duration.ofDays(1));
        double rate = measured * 1e9 / (System.nanoTime() - begun);
        double p50 = times[measured / 2];
        Floor floor = reading.floor();
        double least = floor == null ? 0 : floor(reading.client(), floor);
        return String.format(
                Locale.ROOT,
                "%s | %s | %.1f / %.1f | %.2f (%.2f, %.2f) | %.0f | %s | %s",
                reading.name(),
                reading.client() == big ? "big" : "small",
                p50,
                times[measured * 95 / 100],
                cpu,
                java,
                cpu - java,
                rate,
                floor == null ? "" : String.format(Locale.ROOT, "%.2f", least),
                String.join("; ", marks(reading, cpu, rate, p50, least)));
    }

    private static List<String> marks(
            Reading reading, double cpu, double rate, double p50, double least) {
        List<String> marks = new ArrayList<>();
        Mark mark = reading.mark();
        if (mark != null) {
            marks.add("CPU " + against(cpu, mark.cpu()));
            if (mark.rate() > 0) {
                marks.add("rate " + against(mark.rate(), rate));
            }
        }
        if (reading.floor() != null) {
            marks.add("plain SQL " + against(p50, Math.max(3 * least, least + 5)));
        }
        return marks;
    }

    private double floor(Client client, Floor floor) throws IOException, SQLException {
        String tenant;
        try (Connection all = server.database();
                PreparedStatement statement =
                        all.prepareStatement(
                                "select m.tenant_id from posture.membership m join posture.app_user"
                                        + " u on u.id = m.user_id where u.email = ?")) {
            statement.setString(1, client.email());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                tenant = row.getString(1);
            }
        }
        try (Connection app = server.app()) {
            floor.measure(app, tenant, IdRange.of(day), 50);
            return floor.measure(app, tenant, IdRange.of(day), 200);
        }
    }

    /** Sorted times in milliseconds. */
    private static double[] send(Reading reading, int requests, int connections, Duration longest)
            throws Exception {
        long end = System.nanoTime() + longest.toNanos();
        double[] times = new double[requests];
        List<Future<?>> senders = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            for (int sender = 0; sender < connections; sender++) {
                int from = sender;
                senders.add(
                        threads.submit(
                                () -> {
                                    for (int i = from;
                                            i < requests && System.nanoTime() < end;
                                            i += connections) {
                                        long begun = System.nanoTime();
                                        reading.client().get(reading.path());
                                        times[i] = (System.nanoTime() - begun) / 1e6;
                                    }
                                    return null;
                                }));
            }
            for (Future<?> sender : senders) {
                sender.get();
            }
        }
        Arrays.sort(times);
        return times;
    }

    private static String against(double measured, double most) {
        return measured <= most
                ? "met"
                : String.format(Locale.ROOT, "missed by %.2f", measured / most);
    }

    private static String memory(long megabytes, int most) {
        return megabytes + " MiB, mark of " + most + " " + against((double) megabytes, most);
    }

    /** Processor time in milliseconds at most, requests per second at least (0: no mark). */
    private record Mark(double cpu, double rate) {}

    private record Reading(
            String name, Client client, String path, @Nullable Mark mark, @Nullable Floor floor) {

        Reading {
            path = path.replace("[", "%5B").replace("]", "%5D");
        }
    }
}
