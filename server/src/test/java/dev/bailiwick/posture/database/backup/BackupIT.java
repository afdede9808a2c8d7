package dev.bailiwick.posture.database.backup;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.CommandRun;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.database.SuperuserDatabase;
import dev.bailiwick.posture.database.maintenance.SessionLock;
import dev.bailiwick.posture.ingestion.ocsf.Records;
import dev.bailiwick.posture.provider.secret.KeptSecret;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Backups of a server that takes in uploads all the time, and what is made of them. */
final class BackupIT {

    private static final int FINDINGS = 400;
    private static final Path SNIPPETS = Path.of("../docs/snippets").toAbsolutePath().normalize();

    @TempDir private static Path room;

    private static TestServer server;
    private static Tenancy acme;
    private static String email;
    private static KeptSecret secret;

    @BeforeAll
    static void fill() {
        server = TestServer.start(room.resolve("data"), Map.of());
        acme = Tenancy.of(server);
        email = acme.owner().email();
        secret = KeptSecret.keep(acme, 1);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Sends until it is closed. */
    private static final class Uploads implements AutoCloseable {

        private final AtomicBoolean done = new AtomicBoolean();
        private final Thread sender = Thread.ofVirtual().start(() -> send(done));

        private static Uploads begun() {
            int before = published(server).size();
            Uploads uploads = new Uploads();
            Eventually.holds(() -> published(server).size() >= before + 3);
            return uploads;
        }

        @Override
        public void close() {
            done.set(true);
            try {
                sender.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** One upload after the other, of three accounts in turn. */
    private static void send(AtomicBoolean done) {
        for (int n = 0; !done.get(); n++) {
            String account = "31000000000" + n % 3;
            int first = n;
            String file =
                    IntStream.range(first, first + FINDINGS)
                            .mapToObj(each -> Records.numbered(account, each).toString())
                            .collect(Collectors.joining(",", "[", "]"));
            Api api = acme.api();
            String id =
                    api.post("ingestions", "application/json", file.getBytes(UTF_8))
                            .expect(202)
                            .id();
            if (n % 4 == 3) {
                Eventually.get(
                        () -> api.get("ingestions/" + id).at("/data/attributes/status").asString(),
                        "completed"::equals);
            }
        }
    }

    @Test
    void aRestoredServerHasWhatWasCompleteAndShowsNothingElse() throws Exception {
        Map<UUID, Long> before;
        Map<UUID, Long> after;
        CommandRun run;
        try (Uploads uploads = Uploads.begun()) {
            before = published(server);
            run = backUp("running");
            after = published(server);
            assertThat(uploads.sender.isAlive()).isTrue();
        }

        assertThat(run.exit()).as(run.text()).isZero();
        assertThat(run.text()).contains("the database and the keys").hasLineCount(1);
        assertThat(permissions(file("running"))).isEqualTo("rw-------");
        assertThat(after).hasSizeGreaterThan(before.size());
        Path copy = restore("running");
        try (TestServer restored = TestServer.start(copy, onlyShown())) {
            Map<UUID, Long> there = published(restored);
            assertThat(there).containsAllEntriesOf(before);
            assertThat(published(server)).containsAllEntriesOf(there);
            Api api = restored.api().signIn(email);
            assertThat(count(api, "scans?filter[state]=completed")).isEqualTo(there.size());
            assertThat(visible(api)).isEqualTo(there.values().stream().mapToLong(n -> n).sum());
            secret.assertOpensOn(restored);
            assertThat(log(copy)).contains("completed backup recovery");
        }
        try (TestServer restored = TestServer.start(copy, Map.of())) {
            Api api = restored.api().signIn(email);
            Eventually.get(() -> count(api, "ingestions?filter[status]=processing"), n -> n == 0);
            Eventually.get(() -> count(api, "ingestions?filter[status]=pending"), n -> n == 0);
            assertThat(published(restored).values()).containsOnly((long) FINDINGS);
            // it takes in what is new, like any other
            KeptSecret.keep(acme, 2);
        }
    }

    @Test
    void theWalThatACopyNeedsStaysHoweverMuchIsWritten() throws Exception {
        try (SuperuserDatabase database = SuperuserDatabase.open(server.data());
                Connection superuser = database.connect();
                Connection other = database.connect();
                Statement busy = other.createStatement()) {
            BackupSession session = new BackupSession(superuser);
            session.start();
            for (int n = 0; n < 4; n++) {
                busy.execute("select pg_logical_emit_message(false, 'test', 'x'), pg_switch_wal()");
                busy.execute("checkpoint");
            }

            BackupSession.Stopped stopped = session.stop();

            List<String> wal =
                    WalFiles.names(
                            stopped.label(), stopped.walFile(), session.source().walSegment());
            assertThat(wal)
                    .hasSizeGreaterThanOrEqualTo(5)
                    .allSatisfy(
                            name ->
                                    assertThat(database.files().resolve("pg_wal").resolve(name))
                                            .exists());
        }
    }

    @Test
    void thePagesShowWhatTheCommandsDo() throws Exception {
        for (String step : List.of("backup", "restore", "rotate-master-key")) {
            Path output = SNIPPETS.resolve(step + ".out");

            String said = shown(Files.readString(SNIPPETS.resolve(step + ".sh")));

            if ("write".equals(System.getProperty("docs"))) {
                Files.writeString(output, said);
            }
            assertThat(said).as(step).isEqualTo(Files.readString(output));
        }
        secret.assertOpens();
    }

    /** Without lines of the log, and with what differs from run to run made the same. */
    private static String shown(String commands) throws Exception {
        String bailiwick =
                CommandRun.java().stream()
                        .map(word -> "'" + word + "'")
                        .collect(Collectors.joining(" ", "bailiwick() { ", " \"$@\"; }\n"));
        Process bash =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "set -eu\n"
                                        + bailiwick
                                        + commands.replace("./bailiwick ", "bailiwick "))
                        .directory(room.toFile())
                        .redirectError(room.resolve("shown.log").toFile())
                        .start();
        String said = new String(bash.getInputStream().readAllBytes(), UTF_8);
        assertThat(bash.waitFor()).as(Files.readString(room.resolve("shown.log"))).isZero();
        return said.replaceAll("(?m)^[0-9:.]+ \\[main] INFO .*\n", "")
                .replace(room.toRealPath().toString(), "/srv/bailiwick")
                .replace(room.toString(), "/srv/bailiwick")
                .replaceAll(
                        "\\d+ files of [0-9.]+ MB, packed into [0-9.]+ MB",
                        "1517 files of 59.0 MB, packed into 5.0 MB")
                .replaceAll("former-[0-9a-f]{8}", "former-1c5f9e02")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "2026-11-26T10:17:12Z");
    }

    @Test
    void whatIsKilledInTheMiddleLeavesNothingAndTheNextGoesOn() throws Exception {
        Path file = file("killed");
        Process backup =
                CommandRun.start(
                        room.resolve("output"),
                        "backup",
                        file.toString(),
                        "--data",
                        server.data().toString());
        try (SuperuserDatabase database = SuperuserDatabase.open(server.data());
                Connection superuser = database.connect()) {
            Eventually.holds(() -> slots(superuser) == 1);
            backup.destroyForcibly();
            assertThat(backup.waitFor(60, TimeUnit.SECONDS)).isTrue();

            assertThat(file).doesNotExist();
            assertThat(file("killed.part")).exists();
            Eventually.holds(() -> slots(superuser) == 0);
        }
        acme.api().get("scans").expect(200);

        CommandRun run = backUp("killed");

        assertThat(run.exit()).as(run.text()).isZero();
        assertThat(file("killed.part")).doesNotExist();
        TestServer.start(restore("killed"), Map.of()).close();
    }

    @Test
    void aSecondOneIsRefusedWhileOneIsMade() throws Exception {
        try (SuperuserDatabase database = SuperuserDatabase.open(server.data());
                Connection first = database.connect()) {
            assertThat(SessionLock.BACKUP.takeAlone(first)).isTrue();

            assertRefused(backUp("second"), "Another backup of this database is being made");
        }
        try (SuperuserDatabase database = SuperuserDatabase.open(server.data());
                Connection rotation = database.connect()) {
            assertThat(SessionLock.MASTER_KEY.takeAlone(rotation)).isTrue();

            assertRefused(backUp("third"), "The master key is being changed");
        }
        assertThat(leftOf("second")).isEmpty();
        assertThat(leftOf("third")).isEmpty();
    }

    @Test
    void neverReplacesAFileAndNeverLiesInWhatItIsOf() throws IOException {
        Files.writeString(file("mine"), "precious");

        assertRefused(backUp("mine"), "never replace");
        assertThat(file("mine")).hasContent("precious");
        assertRefused(backUp("data/within"), "lies in the data directory");
        assertRefused(backUp("nowhere/at-all"), "There is no folder");
        assertThat(leftOf("mine")).containsExactly(file("mine"));
    }

    @Test
    void aFullDiskIsSaidAndLeavesNothing() throws Exception {
        CommandRun run =
                CommandRun.onFullDisk(
                        3_000,
                        "backup",
                        file("full").toString(),
                        "--data",
                        server.data().toString());

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.text())
                .contains("The backup was given up", "was not written", "File too large");
        assertThat(leftOf("full")).isEmpty();
    }

    @Test
    void anExternalDatabaseIsBackedUpByItsOwnMeans() throws IOException {
        CommandRun named =
                CommandRun.of(
                        new BackupCommand(),
                        file("external").toString(),
                        "--data",
                        server.data().toString(),
                        "--database-url",
                        "jdbc:postgresql://127.0.0.1:1/x");
        Path bare = Files.createDirectories(room.resolve("bare/secrets")).getParent();
        CommandRun without =
                CommandRun.of(
                        new BackupCommand(),
                        file("external").toString(),
                        "--data",
                        String.valueOf(bare));

        assertRefused(named, "pg_dump");
        assertRefused(without, "pg_dump");
    }

    @Test
    void aServerThatIsStoppedIsCopiedTooAndKeysMayStayOut() throws Exception {
        Path own = room.resolve("own");
        KeptSecret kept;
        try (TestServer stopped = TestServer.start(own, Map.of())) {
            kept = KeptSecret.keep(Tenancy.of(stopped), 3);
        }
        String key = Files.readString(own.resolve("secrets/master-key"));
        Files.writeString(own.resolve("certificate.pem"), "somebody's");

        CommandRun run =
                CommandRun.of(
                        new BackupCommand(),
                        file("own-copy").toString(),
                        "--data",
                        own.toString(),
                        "--without-keys");

        assertThat(run.exit()).as(run.text()).isZero();
        assertThat(run.text()).contains("The master key is not in it");
        assertThat(own.resolve("postgres/postmaster.pid")).doesNotExist();
        assertThat(BackupFile.read(file("own-copy")).names())
                .contains(
                        "data/certificate.pem",
                        "data/secrets/postgres",
                        "data/postgres/global/pg_control")
                .noneMatch(
                        name ->
                                name.matches(
                                        "data/(keys/.+|secrets/(master-key|invitation-key).*)"))
                .noneMatch(name -> name.matches("data/(lock|postgres/(postmaster.*|log/.*))"));
        Path copy = restore("own-copy");
        Path missing = copy.resolve("secrets/master-key");
        assertThat(start(copy)).contains("cannot be used").contains(missing.toString());
        Files.writeString(missing, key);
        Files.setPosixFilePermissions(missing, PosixFilePermissions.fromString("rw-------"));
        try (TestServer restored = TestServer.start(copy, Map.of())) {
            kept.assertOpensOn(restored);
        }
    }

    private static String start(Path data) {
        try {
            TestServer.start(data, Map.of()).close();
            return "started";
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** So that nothing is finished before it is looked at. */
    private static Map<String, String> onlyShown() {
        return Map.of("bailiwick.jobs.serves", "none");
    }

    /** The findings of each scan that is published, as they are stored. */
    private static Map<UUID, Long> published(TestServer where) {
        Map<UUID, Long> counts = new HashMap<>();
        where.sql()
                .sql(
                        """
                        select s.id, count(f.id) from scan s left join finding f on f.tenant_id = s.tenant_id and f.scan_id = s.id
                        where s.published_at is not null and s.tenant_id = :tenant group by s.id
                        """)
                .param("tenant", acme.id())
                .query(
                        row -> {
                            counts.put(row.getObject(1, UUID.class), row.getLong(2));
                        });
        return counts;
    }

    /** What PostgreSQL says of its start. */
    private static String log(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("postgres/log"))) {
            return Files.readString(files.findFirst().orElseThrow());
        }
    }

    private static long visible(Api api) {
        long visible = 0;
        for (long page = 1; page <= (count(api, "scans") + 49) / 50; page++) {
            visible +=
                    api.get("scans?page[size]=50&page[number]=" + page).items().stream()
                            .map(scan -> "findings?filter[scan]=" + scan.get("id").asString())
                            .mapToLong(list -> count(api, list))
                            .sum();
        }
        return visible;
    }

    private static long count(Api api, String list) {
        return api.get(list).expect(200).at("/meta/pagination/count").asLong();
    }

    private static long slots(Connection superuser) {
        return JdbcClient.create(new SingleConnectionDataSource(superuser, true))
                .sql("select count(*) from pg_replication_slots")
                .query(Long.class)
                .single();
    }

    private static CommandRun backUp(String name) {
        return CommandRun.of(
                new BackupCommand(), file(name).toString(), "--data", server.data().toString());
    }

    private static Path restore(String name) {
        Path data = room.resolve("restored-" + name);
        CommandRun run =
                CommandRun.of(
                        new RestoreCommand(), file(name).toString(), "--data", data.toString());
        assertThat(run.exit()).as(run.text()).isZero();
        return data;
    }

    private static void assertRefused(CommandRun run, String why) {
        assertThat(run.exit()).as(run.text()).isEqualTo(2);
        assertThat(run.text()).contains(why).hasLineCount(1);
    }

    private static Path file(String name) {
        return room.resolve(name);
    }

    private static List<Path> leftOf(String name) throws IOException {
        try (Stream<Path> files = Files.list(room)) {
            return files.filter(file -> file.getFileName().toString().startsWith(name)).toList();
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
