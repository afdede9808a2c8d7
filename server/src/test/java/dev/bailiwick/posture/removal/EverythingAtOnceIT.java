package dev.bailiwick.posture.removal;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.SuperuserLogin;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.ingestion.ocsf.Records;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Whatever can be asked of a few accounts, by many at once, while two servers do what was asked: in
 * whichever order they lock providers, scans, jobs and schedules, none waits for one that waits for
 * it.
 */
final class EverythingAtOnceIT {

    private static final int CLIENTS = 6;
    private static final int EACH = 60;
    private static final int ACCOUNTS = 3;

    /** Lines of the log about one deadlock, and some. */
    private static final int TOLD = 40;

    /** A minute until cancelled uploads are cleared away, and some for who has to try again. */
    private static final Duration LONGEST = Duration.ofMinutes(8);

    @TempDir private Path room;

    @Test
    void nothingIsInAnothersWayForGood() throws Exception {
        Path data = room.resolve("data");
        try (TestServer server = TestServer.start(data, Map.of());
                TestServer worker =
                        TestServer.start(data, Map.of("bailiwick.database.joins", "true"))) {
            Tenancy acme = Tenancy.of(server);
            Api there = worker.api().signIn(acme.owner().email());
            tellBothSides(data);
            Queue<Answer> answers = new ConcurrentLinkedQueue<>();
            List<Client> clients =
                    IntStream.range(0, CLIENTS)
                            .mapToObj(n -> new Client(n % 2 == 0 ? acme.api() : there, n, answers))
                            .toList();

            try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
                for (Future<?> client : clients.stream().map(threads::submit).toList()) {
                    client.get();
                }
            }

            Eventually.get(LONGEST, () -> left(acme), List::isEmpty);
            assertThat(jobs(acme, FAILED)).isEmpty();
            assertThat(count(acme, "select count(*) from provider where tenant_id = ?")).isZero();
            assertThat(count(acme, "select count(*) from scan where tenant_id = ?")).isZero();
            assertThat(deadlocks(data)).isEmpty();
            assertThat(answers).hasSize(CLIENTS * EACH);
            assertThat(answers).noneMatch(answer -> answer.status() >= 500);
        }
    }

    /**
     * Jobs are asked for first: an upload that is still written makes its provider anew. Providers
     * are deleted all the same, whose scheduled jobs go with them.
     */
    private static List<String> left(Tenancy whose) {
        List<String> left = new ArrayList<>(jobs(whose, OPEN));
        Api api = whose.api();
        List<String> providers = settled(() -> api.get("providers")).expect(200).ids();
        providers.forEach(each -> settled(() -> api.delete("providers/" + each)).expect(202));
        left.addAll(providers);
        return left;
    }

    /** Else the log has the one alone that gives way. */
    private static void tellBothSides(Path data) throws Exception {
        try (Connection superuser = SuperuserLogin.to(data);
                Statement statement = superuser.createStatement()) {
            statement.execute("alter system set log_error_verbosity = 'default'");
            statement.execute("select pg_reload_conf()");
        }
    }

    private static final String OPEN = "state in ('available', 'scheduled', 'executing')";

    /** Scans fail here, which have no credentials, and nothing else. */
    private static final String FAILED = "state = 'failed' and name not like 'scan-perform%'";

    private static List<String> jobs(Tenancy whose, String condition) {
        return whose.server()
                .sql()
                .sql(
                        "select concat_ws(' ', name, state, attempt, result) from job where"
                                + " tenant_id = ? and "
                                + condition)
                .param(whose.id())
                .query((row, n) -> String.valueOf(row.getString(1)))
                .list();
    }

    private static long count(Tenancy whose, String query) {
        return whose.server().sql().sql(query).param(whose.id()).query(Long.class).single();
    }

    /** As the database tells them, with who waited for whom. */
    private static String deadlocks(Path data) throws IOException {
        List<String> told = new ArrayList<>();
        try (Stream<Path> logs = Files.list(data.resolve("postgres/log"))) {
            for (Path log : logs.toList()) {
                told.addAll(Files.readAllLines(log));
            }
        }
        assertThat(told).isNotEmpty();
        return IntStream.range(0, told.size())
                .filter(n -> told.get(n).contains("deadlock detected"))
                .mapToObj(n -> told.subList(n, Math.min(told.size(), n + TOLD)))
                .flatMap(List::stream)
                .collect(Collectors.joining("\n"));
    }

    /** Again as long as what one may do changes meanwhile, as with each provider. */
    private static Answer settled(Supplier<Answer> request) {
        Answer answer = request.get();
        while (answer.body().contains("What you may do has just changed")) {
            answer = request.get();
        }
        return answer;
    }

    /** Asks for this and that, as its number has it. */
    private static final class Client implements Runnable {

        private final Api api;
        private final Random random;
        private final Queue<Answer> answers;

        private Client(Api api, int number, Queue<Answer> answers) {
            this.api = api;
            this.random = new Random(number);
            this.answers = answers;
        }

        @Override
        public void run() {
            for (int n = 0; n < EACH; n++) {
                answers.add(settled(this::one));
            }
        }

        private Answer one() {
            return switch (random.nextInt(12)) {
                case 0, 1 -> upload();
                case 2, 3 -> order();
                case 4, 5 -> api.post(any("providers") + "/connection", Map.of());
                case 6 -> api.delete(any("providers"));
                case 7 -> api.delete(any("scans"));
                case 8 -> api.delete(any("tasks"));
                case 9 -> api.post(any("tasks") + "/retry", Map.of());
                case 10 -> schedule();
                default -> api.delete(any("schedules"));
            };
        }

        private Answer upload() {
            String record = Records.numbered(account(), random.nextInt(3)).toString();
            return api.post("ingestions", "application/x-ndjson", record.getBytes(UTF_8));
        }

        private Answer order() {
            Map<String, Object> links = Map.of("provider", Api.link("providers", anyProvider()));
            return api.post("scans", document("scans", Map.of(), links));
        }

        private Answer schedule() {
            return api.post(
                    "schedules/daily",
                    document("daily-schedules", Map.of("provider_id", anyProvider())));
        }

        private String anyProvider() {
            return any("providers").substring("providers/".length());
        }

        /** One of the newest, which others may be at. */
        private String any(String type) {
            List<String> ids = settled(() -> api.get(type + "?page[size]=5")).expect(200).ids();
            if (ids.isEmpty()) {
                api.post(
                        "providers",
                        document("providers", Map.of("provider", "aws", "uid", account())));
                return type + "/0199c000-0000-7000-8000-00000000beef";
            }
            return type + "/" + ids.get(random.nextInt(ids.size()));
        }

        private String account() {
            return "31000000000" + random.nextInt(ACCOUNTS);
        }
    }
}
