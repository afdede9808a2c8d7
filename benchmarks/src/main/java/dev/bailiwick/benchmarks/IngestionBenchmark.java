package dev.bailiwick.benchmarks;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How fast results come in: findings per second from the last byte to readable, processor time and
 * disk for each finding, memory. Once on a server that has just started, for the record, then after
 * 2,000 uploads of ten findings. Arguments: numbers of findings; by default 10000 100000 1000000.
 */
final class IngestionBenchmark {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int COLD = 10_000;
    private static final int WARM_UP = 2_000;
    private static final int SENDERS = 8;
    private static final double MOST_CPU_MILLISECONDS = 0.2;
    private static final double LEAST_PER_SECOND = 8_000;
    private static final double MOST_DISK = 1_200;
    private static final double MOST_MEGABYTES = 700;
    private static final Map<String, String> ROOM_FOR_A_MILLION =
            Map.of(
                    "BAILIWICK_INGESTION_LARGEST_UPLOAD",
                    "20GB",
                    "BAILIWICK_INGESTION_MOST_WAITING",
                    "8GB");

    private final ServerProcess server;
    private final HttpClient http = HttpClient.newHttpClient();
    private String authorization = "";

    private IngestionBenchmark(ServerProcess server) {
        this.server = server;
    }

    public static void main(String[] args) throws Exception {
        List<Integer> sizes = new ArrayList<>();
        for (String arg : args.length == 0 ? new String[] {"10000", "100000", "1000000"} : args) {
            sizes.add(Integer.parseInt(arg));
        }
        Path room = Files.createTempDirectory("bailiwick-benchmark-");
        try (ServerProcess server = ServerProcess.start(room.resolve("data"), ROOM_FOR_A_MILLION)) {
            IngestionBenchmark benchmark = new IngestionBenchmark(server);
            benchmark.signUp();
            System.out.println(
                    "findings | run | bytes each | upload s | from last byte s | findings/s | CPU"
                            + " ms each (server, database) | peak MB");
            benchmark.upload("000000000000", COLD, 0).print("first, just started");
            benchmark.upload("000000000000", COLD, 1).print("again, just started");
            benchmark.warmUp();
            int account = 1;
            for (int size : sizes) {
                String uid = "%012d".formatted(account++);
                benchmark.upload(uid, size, 0).print("first");
                benchmark.upload(uid, size, 1).print("again");
            }
            benchmark.disk("%012d".formatted(account));
        }
    }

    private void signUp() throws Exception {
        Map<String, Object> user =
                Map.of("name", "Ada", "email", "ada@example.com", "password", "Correct-horse-1");
        post("users", user("users", user));
        JsonNode token =
                post(
                        "tokens",
                        user(
                                "tokens",
                                Map.of("email", "ada@example.com", "password", "Correct-horse-1")));
        authorization = "Bearer " + token.at("/data/attributes/access").asString();
        JsonNode key = post("api-keys", user("api-keys", Map.of("name", "benchmark")));
        authorization = "Api-Key " + key.at("/data/attributes/api_key").asString();
    }

    private static Map<String, Object> user(String type, Map<String, Object> attributes) {
        return Map.of("data", Map.of("type", type, "attributes", attributes));
    }

    private JsonNode post(String path, Object body) throws Exception {
        return send(
                HttpRequest.newBuilder(server.api().resolve(path))
                        .header("Content-Type", "application/vnd.api+json")
                        .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    private JsonNode send(HttpRequest.Builder request) throws Exception {
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        var answer = http.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    private void warmUp() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(SENDERS)) {
            List<Future<?>> senders = new ArrayList<>();
            for (int sender = 0; sender < SENDERS; sender++) {
                String account = "%012d".formatted(900_000_000_000L + sender);
                senders.add(
                        threads.submit(
                                () -> {
                                    for (int run = 0; run < WARM_UP / SENDERS; run++) {
                                        var _ = upload(account, 10, run);
                                    }
                                    return null;
                                }));
            }
            for (Future<?> sender : senders) {
                sender.get();
            }
        }
        // what so many small files leave to clean up would count for the next
        vacuum();
        server.rest();
    }

    private Result upload(String account, int findings, int run) throws Exception {
        double cpu = server.processorSeconds();
        double java = server.serverSeconds();
        long begun = System.nanoTime();
        AtomicLong bytes = new AtomicLong();
        AtomicLong lastByte = new AtomicLong();
        URI ingestions = server.api().resolve("ingestions");
        JsonNode accepted =
                send(
                        HttpRequest.newBuilder(ingestions)
                                .header("Content-Type", "application/json")
                                .POST(
                                        BodyPublishers.ofInputStream(
                                                () ->
                                                        new Watched(
                                                                new ScanFile(
                                                                        account, findings, run),
                                                                bytes,
                                                                lastByte))));
        URI one = server.api().resolve("ingestions/" + accepted.at("/data/id").asString());
        String status = "";
        while (!status.equals("completed")) {
            Thread.sleep(20);
            status = send(HttpRequest.newBuilder(one)).at("/data/attributes/status").asString();
            if (status.equals("failed")) {
                throw new IllegalStateException("ingestion failed");
            }
        }
        long end = System.nanoTime();
        return new Result(
                findings,
                bytes.get() / findings,
                (lastByte.get() - begun) / 1e9,
                (end - lastByte.get()) / 1e9,
                (server.processorSeconds() - cpu) * 1_000 / findings,
                (server.serverSeconds() - java) * 1_000 / findings,
                server.peakMegabytes());
    }

    /** Ten scans of the same resources; tables, indexes and TOAST after VACUUM, WAL apart. */
    private void disk(String account) throws Exception {
        long before = stored();
        for (int run = 0; run < 10; run++) {
            var _ = upload(account, 10_000, run);
        }
        double each = (stored() - before) / 100_000.0;
        System.out.printf(
                Locale.ROOT, "disk: %.0f bytes a finding; %s%n", each, mark(each, MOST_DISK));
    }

    private void vacuum() throws IOException, SQLException {
        try (Connection connection = server.database();
                Statement statement = connection.createStatement()) {
            statement.execute("vacuum analyze");
        }
    }

    private long stored() throws IOException, SQLException {
        vacuum();
        try (Connection connection = server.database();
                Statement statement = connection.createStatement()) {
            try (ResultSet row =
                    statement.executeQuery("select pg_database_size(current_database())")) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static String mark(double measured, double most) {
        return measured <= most
                ? "mark met"
                : String.format(Locale.ROOT, "mark missed by %.2f", measured / most);
    }

    private record Result(
            int findings,
            long bytesEach,
            double upload,
            double behind,
            double cpu,
            double server,
            long peak) {

        void print(String run) {
            double rate = findings / behind;
            System.out.printf(
                    Locale.ROOT,
                    "%d | %s | %d | %.1f | %.1f | %.0f, %s | %.3f (%.3f, %.3f), %s | %d, %s%n",
                    findings,
                    run,
                    bytesEach,
                    upload,
                    behind,
                    rate,
                    mark(LEAST_PER_SECOND / rate, 1),
                    cpu,
                    server,
                    cpu - server,
                    mark(cpu, MOST_CPU_MILLISECONDS),
                    peak,
                    mark((double) peak, MOST_MEGABYTES));
        }
    }

    /** Counts the bytes of a file and notes when the last one went. */
    private static final class Watched extends InputStream {

        private final InputStream in;
        private final AtomicLong bytes;
        private final AtomicLong lastByte;

        Watched(InputStream in, AtomicLong bytes, AtomicLong lastByte) {
            this.in = in;
            this.bytes = bytes;
            this.lastByte = lastByte;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = in.read(target, offset, length);
            if (read < 0) {
                lastByte.set(System.nanoTime());
            } else {
                bytes.addAndGet(read);
            }
            return read;
        }
    }
}
