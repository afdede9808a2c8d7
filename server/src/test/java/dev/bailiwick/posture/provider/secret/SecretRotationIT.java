package dev.bailiwick.posture.provider.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.CommandRun;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.database.maintenance.SessionLock;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/** Keys of credentials are renewed while a server runs on the same database. */
final class SecretRotationIT {

    /** More than one batch. */
    private static final int MANY = 25;

    private static final String OTHER = Base64.getEncoder().encodeToString(new byte[32]);

    @TempDir private static Path room;

    private static TestServer server;
    private static Tenancy acme;
    private static Tenancy zeta;
    private static List<KeptSecret> kept;

    @BeforeAll
    static void fill() {
        server = TestServer.start(room.resolve("data"), Map.of());
        acme = Tenancy.of(server);
        zeta = Tenancy.of(server);
        kept = new ArrayList<>();
        IntStream.range(0, MANY)
                .forEach(n -> kept.add(KeptSecret.keep(n % 5 == 0 ? zeta : acme, n)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void sealsAllAnewAndRemovesTheOldKeyWhileTheServerRuns() throws Exception {
        List<String> before = times();
        UUID old = keys().getLast();
        AtomicBoolean done = new AtomicBoolean();
        CommandRun said;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> reader =
                    threads.submit(
                            () -> {
                                do {
                                    kept.forEach(KeptSecret::assertOpens);
                                } while (!done.get());
                            });
            try {
                said = rotate();
            } finally {
                done.set(true);
            }
            reader.get();
        }

        assertThat(said.exit()).as(said.text()).isZero();
        assertThat(said.text()).contains("credentials are sealed with a new key");
        assertThat(keys()).hasSize(1).doesNotContain(old);
        kept.forEach(KeptSecret::assertOpens);
        assertThat(times()).as("nothing was sent").isEqualTo(before);
        KeptSecret.keep(acme, 100).assertOpens();
    }

    @Test
    void whatIsKilledInTheMiddleOpensAndIsFinishedByTheNext() throws Exception {
        UUID old = keys().getLast();
        Process rotation;
        try (Connection holder = server.maint().getConnection()) {
            holder.setAutoCommit(false);
            lockLast(holder);
            rotation = process();
            Eventually.holds(() -> sealedWithOthersThan(old) > 0);
            rotation.destroyForcibly();
            assertThat(rotation.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(keys()).hasSize(2).contains(old);
        assertThat(sealedWithOthersThan(old)).isPositive().isLessThan(kept.size());
        kept.forEach(KeptSecret::assertOpens);

        // the database may not have noticed yet that the one before is gone
        CommandRun said =
                Eventually.get(
                        SecretRotationIT::rotate,
                        run -> !run.text().contains("by another ./bailiwick rotate-secrets"));

        assertThat(said.exit()).as(said.text()).isZero();
        assertThat(said.text()).contains("2 old keys were removed");
        assertThat(keys()).hasSize(1).doesNotContain(old);
        kept.forEach(KeptSecret::assertOpens);
    }

    @Test
    void oneAtATimeDoesIt() throws Exception {
        List<UUID> before = keys();
        try (Connection other = server.maint().getConnection()) {
            assertThat(SessionLock.SECRETS.takeAlone(other)).isTrue();

            CommandRun said = rotate();

            assertThat(said.exit()).isEqualTo(2);
            assertThat(said.text()).contains("by another ./bailiwick rotate-secrets");
        }
        assertThat(keys()).isEqualTo(before);
    }

    @Test
    void leavesWhatDoesNotOpenAndSaysSo() throws Exception {
        KeptSecret broken = KeptSecret.keep(zeta, 200);
        server.sql()
                .sql("update provider_secret set sealed = sealed || 'x'::bytea where id = ?")
                .param(UUID.fromString(broken.secret()))
                .update();

        CommandRun said = rotate();
        server.sql()
                .sql("delete from provider_secret where id = ?")
                .param(UUID.fromString(broken.secret()))
                .update();

        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.text()).contains("1 do not open");
        kept.forEach(KeptSecret::assertOpens);
        assertThat(rotate().exit()).isZero();
        assertThat(keys()).hasSize(1);
    }

    @Test
    void doesNothingWithAnotherMasterKey() throws Exception {
        Path other = room.resolve("other");
        MasterKey.of(other, Map.of()).readOrMake();
        List<UUID> before = keys();

        CommandRun said = rotate("--key", other.toString());

        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.text()).contains("is not the one").contains(other.toString());
        assertThat(keys()).isEqualTo(before);
        kept.forEach(KeptSecret::assertOpens);
    }

    @Test
    void aServerDoesNotStartWithAnotherMasterKey(@TempDir Path own) {
        TestServer.start(own, Map.of()).close();
        Path key = own.resolve("secrets/master-key");

        assertThat(refusal(own, () -> Files.writeString(key, OTHER))).contains("is not the one");
        assertThat(refusal(own, () -> Files.delete(key))).contains("cannot be used");
    }

    private interface Change {
        void make() throws Exception;
    }

    private static String refusal(Path data, Change change) {
        try {
            change.make();
            TestServer.start(data, Map.of()).close();
            return "started";
        } catch (Exception e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static CommandRun rotate(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("--data", room.resolve("data").toString()));
        arguments.addAll(List.of(more));
        return CommandRun.of(new RotateSecretsCommand(), arguments.toArray(String[]::new));
    }

    private static Process process() throws Exception {
        return CommandRun.start(
                room.resolve("output"),
                "rotate-secrets",
                "--data",
                room.resolve("data").toString());
    }

    private static void lockLast(Connection holder) throws Exception {
        String lock =
                """
                select id from provider_secret order by tenant_id desc, id desc limit 1 for update
                """;
        try (PreparedStatement statement = holder.prepareStatement(lock)) {
            assertThat(statement.execute()).isTrue();
        }
    }

    private static List<UUID> keys() {
        return server.sql()
                .sql("select id from secret_key order by id")
                .query((row, n) -> row.getObject(1, UUID.class))
                .list();
    }

    private static List<String> times() {
        return server.sql()
                .sql(
                        "select id || ' ' || updated_at || ' ' || version from provider_secret"
                                + " order by id")
                .query((row, n) -> row.getString(1))
                .list();
    }

    private static long sealedWithOthersThan(UUID key) {
        return server.sql()
                .sql("select count(*) from provider_secret where key_id <> ?")
                .param(key)
                .query((row, n) -> row.getLong(1))
                .single();
    }
}
