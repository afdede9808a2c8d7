package dev.bailiwick.posture.provider.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.CommandRun;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.database.MaintenanceDatabase;
import dev.bailiwick.posture.database.maintenance.SessionLock;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The master key is changed while two servers run on one database. */
final class MasterKeyRotationIT {

    @TempDir private static Path room;

    private static TestServer server;
    private static TestServer beside;
    private static Tenancy acme;
    private static List<KeptSecret> kept;

    @BeforeAll
    static void fill() {
        server = TestServer.start(data(), Map.of());
        beside = TestServer.start(data(), Map.of("bailiwick.database.joins", "true"));
        acme = Tenancy.of(server);
        kept = new ArrayList<>();
        IntStream.range(0, 5).forEach(n -> kept.add(KeptSecret.keep(acme, n)));
        assertAllOpen();
    }

    @AfterAll
    static void stop() {
        beside.close();
        server.close();
    }

    @AfterEach
    void removeFormerKeys() throws IOException {
        for (Path former : formerKeys()) {
            Files.delete(former);
        }
    }

    @Test
    void serversGoOnAndTheOldKeyIsNeededNoMore() throws Exception {
        List<String> before = lines();

        CommandRun run = rotateWhileServersRead();

        assertThat(run.exit()).as(run.text()).isZero();
        assertThat(run.text()).contains("The keys of credentials (1) are wrapped");
        assertThat(lines()).hasSize(1).doesNotContainAnyElementsOf(before);
        assertThat(formerKeys())
                .singleElement()
                .satisfies(
                        former -> {
                            assertThat(Files.readAllLines(former)).isEqualTo(before);
                            assertThat(
                                            PosixFilePermissions.toString(
                                                    Files.getPosixFilePermissions(former)))
                                    .isEqualTo("rw-------");
                            assertThat(run.text()).contains(former.toString());
                        });
        removeFormerKeys();
        kept.add(KeptSecret.keep(acme, 100));
        assertAllOpen();
        try (TestServer third =
                TestServer.start(data(), Map.of("bailiwick.database.joins", "true"))) {
            kept.forEach(each -> each.assertOpensOn(third));
        }
    }

    /** Held up with both keys in the file until each server has read everything then. */
    private static CommandRun rotateWhileServersRead() throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection holder = server.maint().getConnection()) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("select from secret_key for update");
            Future<CommandRun> rotation = threads.submit(() -> rotate());
            Future<?> reader =
                    threads.submit(
                            () -> {
                                while (!rotation.isDone()) {
                                    assertAllOpen();
                                    rounds.incrementAndGet();
                                }
                            });
            Eventually.holds(() -> lines().size() == 2);
            // the one that is going on may have begun before
            int enough = rounds.get() + 2;
            Eventually.holds(() -> reader.isDone() || rounds.get() >= enough);
            holder.rollback();
            CommandRun run = rotation.get();
            reader.get();
            assertThat(rounds).as("rounds while it ran").hasValueGreaterThanOrEqualTo(enough);
            return run;
        }
    }

    @Test
    void whatIsKilledInTheMiddleOpensAndIsFinishedWithTheSameKey() throws Exception {
        List<String> before = lines();
        try (Connection holder = server.maint().getConnection()) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("select from secret_key for update");
            Process rotation =
                    CommandRun.start(
                            room.resolve("output"),
                            "rotate-master-key",
                            "--data",
                            data().toString());
            Eventually.holds(() -> lines().size() == 2);
            rotation.destroyForcibly();
            assertThat(rotation.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        List<String> both = lines();
        assertThat(both).endsWith(before.getFirst());
        assertAllOpen();
        try (TestServer third =
                TestServer.start(data(), Map.of("bailiwick.database.joins", "true"))) {
            kept.forEach(each -> each.assertOpensOn(third));
        }

        CommandRun run = rotate();

        assertThat(run.exit()).as(run.text()).isZero();
        assertThat(lines()).containsExactly(both.getFirst());
        assertThat(formerKeys()).hasSize(1);
        assertAllOpen();
    }

    @Test
    void whatIsKilledBeforeTheOldKeyIsPutAsideIsFinishedAndSaysThatNoKeyIsNew() throws Exception {
        List<String> old = lines();
        assertThat(rotate().exit()).isZero();
        String made = lines().getFirst();
        String wrapped = wrapped();
        Files.writeString(file(), made + "\n" + old.getFirst() + "\n");
        removeFormerKeys();

        CommandRun run = rotate();

        assertThat(run.exit()).as(run.text()).isOne();
        assertThat(run.text())
                .contains("No key was changed", "run this once more")
                .doesNotContain("new master key");
        assertThat(lines()).containsExactly(made);
        assertThat(wrapped()).isEqualTo(wrapped);
        assertThat(formerKeys()).hasSize(1);
        assertAllOpen();

        assertThat(rotate().exit()).as("once more").isZero();
        assertThat(lines()).hasSize(1).doesNotContain(made);
        assertAllOpen();
    }

    @Test
    void preparedKeysGoToOtherMachinesFirst() throws Exception {
        String wrapped = wrapped();

        CommandRun prepared = rotate("--prepare");
        List<String> both = lines();
        CommandRun again = rotate("--prepare");

        assertThat(prepared.exit()).as(prepared.text()).isZero();
        assertThat(prepared.text()).contains("The new master key stands before the old one");
        assertThat(again.exit()).as(again.text()).isZero();
        assertThat(again.text()).contains("No key was made");
        assertThat(both).hasSize(2).isEqualTo(lines());
        assertThat(wrapped()).isEqualTo(wrapped);
        assertAllOpen();

        assertThat(rotate().exit()).isZero();
        assertThat(lines()).containsExactly(both.getFirst());
        assertAllOpen();
    }

    @Test
    void keysInTheEnvironmentAreChangedByTheirOwner() throws Exception {
        String old = lines().getFirst();
        String made = "A".repeat(42) + "8=";
        MasterKey one = MasterKey.of(file(), Map.of(MasterKey.VARIABLE, old));
        MasterKey two = MasterKey.of(file(), Map.of(MasterKey.VARIABLE, made + "," + old));

        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> rotation(one))
                .withMessageContaining("put a new one and a comma before the old one");
        assertThat(rotation(two).changed()).isOne();
        MasterKeyRotation.Outcome again = rotation(two);
        assertThat(again.wrapped()).isOne();
        assertThat(again.changed()).isZero();

        assertThat(lines()).containsExactly(old);
        assertThat(formerKeys()).isEmpty();
        Files.writeString(file(), made + "\n");
        assertAllOpen();
        assertThat(rotate().exit()).isZero();
    }

    @Test
    void nothingIsDoneWithAnotherMasterKey() throws Exception {
        Path other = room.resolve("other");
        MasterKey.of(other, Map.of()).readOrMake();
        String before = Files.readString(other);

        CommandRun run = rotate("--key", other.toString());

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.text()).contains("is not the one").contains(other.toString());
        assertThat(other).hasContent(before);
        assertAllOpen();
    }

    @Test
    void whereTheNewKeyCannotBeWrittenNothingIsChanged() throws Exception {
        List<String> before = lines();
        String wrapped = wrapped();

        CommandRun run = CommandRun.onFullDisk(0, "rotate-master-key", "--data", data().toString());

        assertThat(run.exit()).as(run.text()).isEqualTo(2);
        assertThat(run.text()).contains("cannot be written", "nothing was changed");
        assertThat(lines()).isEqualTo(before);
        assertThat(wrapped()).isEqualTo(wrapped);
        try (Stream<Path> left = Files.list(data().resolve("secrets"))) {
            assertThat(left.map(each -> each.getFileName().toString()))
                    .noneMatch(name -> name.endsWith(".tmp"));
        }
        assertAllOpen();
    }

    @Test
    void itWaitsForNobodyWhoNeedsThatTheKeyStays() {
        List<String> before = lines();
        try (MaintenanceDatabase database = MaintenanceDatabase.open(data(), null)) {
            database.together(SessionLock.MASTER_KEY, "busy");

            CommandRun run = rotate();

            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.text()).contains("A backup is being made");
        }
        assertThat(lines()).isEqualTo(before);
    }

    private static MasterKeyRotation.Outcome rotation(MasterKey place) {
        try (MaintenanceDatabase database = MaintenanceDatabase.open(data(), null)) {
            return Scopes.call(
                    new Scope.Maintenance("changes the master key", Duration.ofMinutes(1)),
                    new MasterKeyRotation(database.dataSource(), place)::run);
        }
    }

    private static void assertAllOpen() {
        for (KeptSecret each : List.copyOf(kept)) {
            each.assertOpens();
            each.assertOpensOn(beside);
        }
    }

    private static CommandRun rotate(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--data", data().toString()));
        arguments.addAll(List.of(more));
        return CommandRun.of(new RotateMasterKeyCommand(), arguments.toArray(String[]::new));
    }

    private static Path data() {
        return room.resolve("data");
    }

    private static Path file() {
        return data().resolve("secrets/master-key");
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> formerKeys() throws IOException {
        try (Stream<Path> files = Files.list(data().resolve("secrets"))) {
            return files.filter(file -> file.toString().contains(".former-")).toList();
        }
    }

    private static String wrapped() {
        return server.sql()
                .sql("select string_agg(encode(wrapped, 'hex'), ' ' order by id) from secret_key")
                .query(String.class)
                .single();
    }
}
