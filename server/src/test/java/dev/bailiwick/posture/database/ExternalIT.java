package dev.bailiwick.posture.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.database.embedded.EmbeddedPostgres;
import dev.bailiwick.posture.database.login.Login;
import dev.bailiwick.posture.database.setup.InitCommand;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A PostgreSQL that is not ours: another one on another directory plays it. */
final class ExternalIT {

    private static final String ADMIN = "admin-of-somebody-else";

    @TempDir private static Path room;

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start(Files.createDirectory(room.resolve("theirs")), ADMIN);
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void initPreparesItAndTheServerServesFromIt() throws IOException {
        String url = emptyDatabase();
        Path data = dataWithAdminPassword(ADMIN);

        assertThat(init(url, data)).contains("0", "serve --database-url " + url);

        try (TestServer server = TestServer.start(data, Map.of("bailiwick.database.url", url))) {
            assertThat(server.api().get("nothing-of-this-name").status()).isEqualTo(404);
            assertThat(data.resolve("postgres")).doesNotExist();
        }
    }

    @Test
    void initRunAgainChangesNothingAndKeepsThePasswords() throws IOException {
        String url = emptyDatabase();
        Path data = dataWithAdminPassword(ADMIN);
        init(url, data);
        String before = Files.readString(data.resolve("secrets/app"));

        assertThat(init(url, data)).startsWith("0");

        assertThat(data.resolve("secrets/app")).hasContent(before);
        open(data, url).close();
    }

    @Test
    void passwordsThatServersElsewhereUseStayUnlessAskedFor() throws IOException {
        String url = emptyDatabase();
        Path first = dataWithAdminPassword(ADMIN);
        init(url, first);
        Path second = dataWithSecrets(Map.of("admin", ADMIN));
        Path wrong = dataWithSecrets(Map.of("admin", ADMIN, "app", "guessed"));

        for (Path other : List.of(second, wrong)) {
            assertThat(init(url, other))
                    .startsWith("2")
                    .contains("bailiwick_app", "--reset-passwords")
                    .hasLineCount(1);
            assertThat(other.resolve("secrets/maint")).doesNotExist();
        }
        open(first, url).close();

        assertThat(init(url, second, "--reset-passwords")).startsWith("0");
        open(second, url).close();
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> open(first, url))
                .withMessageContaining("wrong password");
        assertThat(init(url, first, "--reset-passwords")).startsWith("0");
        open(first, url).close();
    }

    @Test
    void anUnpreparedOneIsRefusedWithTheCommandToRun() throws IOException {
        Path data = dataWithAdminPassword(ADMIN);
        init(emptyDatabase(), data);

        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> open(data, emptyDatabase()))
                .withMessageContaining("./bailiwick init");
    }

    @Test
    void anOlderAndANewerOneAreRefused() throws IOException {
        String url = emptyDatabase();
        Path data = dataWithAdminPassword(ADMIN);
        init(url, data);
        JdbcClient admin = JdbcClient.create(new Login(url, "postgres", ADMIN).dataSource());

        admin.sql(
                        "insert into posture.flyway_schema_history values (900, '900', 'later',"
                                + " 'SQL', 'V900__later.sql', 1, 'x', now(), 1, true)")
                .update();
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> open(data, url))
                .withMessageContaining("newer Bailiwick");

        admin.sql("delete from posture.flyway_schema_history where version > '005'").update();
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> open(data, url))
                .withMessageContaining("run ./bailiwick init again");
    }

    /** Numbers alone would not tell: what is run again when it changes has none. */
    @Test
    void oneWithFunctionsOfAnotherVersionIsRefused() throws IOException {
        String url = emptyDatabase();
        Path data = dataWithAdminPassword(ADMIN);
        init(url, data);
        JdbcClient admin = JdbcClient.create(new Login(url, "postgres", ADMIN).dataSource());

        admin.sql(
                        "update posture.flyway_schema_history set checksum = checksum + 1 where"
                                + " script = 'R__functions_roles.sql'")
                .update();
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> open(data, url))
                .withMessageContaining("(R__functions_roles.sql); run ./bailiwick init");

        init(url, data);
        open(data, url).close();
        admin.sql(
                        "insert into posture.flyway_schema_history values (901, null, 'later',"
                                + " 'SQL', 'R__functions_later.sql', 1, 'x', now(), 1, true)")
                .update();
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> open(data, url))
                .withMessageContaining("R__functions_later.sql");
    }

    @Test
    void aWrongPasswordIsOneLine() throws IOException {
        String url = emptyDatabase();

        assertThat(init(url, dataWithAdminPassword("guessed")))
                .startsWith("2")
                .contains("wrong password")
                .hasLineCount(1);
    }

    @Test
    void anAddressWhereNobodyAnswersIsOneLine() throws IOException {
        assertThat(init("jdbc:postgresql://127.0.0.1:1/x", dataWithAdminPassword(ADMIN)))
                .startsWith("2")
                .contains("No PostgreSQL answers at")
                .hasLineCount(1);
    }

    @Test
    void anotherVersionOfPostgresqlIsOneLine() throws IOException {
        String url = emptyDatabase();
        Path data = dataWithAdminPassword(ADMIN);
        init(url, data);

        try (OlderPostgres older = new OlderPostgres(postgres.port())) {
            String there = url.replace(":" + postgres.port() + "/", ":" + older.port() + "/");
            String refusal = "PostgreSQL 18 is needed; at %s answers version 17.".formatted(there);

            assertThat(init(there, data)).startsWith("2 " + refusal).hasLineCount(1);
            assertThatExceptionOfType(CommandException.class)
                    .isThrownBy(() -> open(data, there))
                    .withMessageStartingWith(refusal)
                    .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
        }
        open(data, url).close();
    }

    @Test
    void aPasswordInTheAddressIsRefused() throws IOException {
        assertThat(
                        init(
                                "jdbc:postgresql://127.0.0.1:1/x?password=p4ss",
                                dataWithAdminPassword(ADMIN)))
                .startsWith("2")
                .doesNotContain("p4ss");
    }

    private static Database open(Path data, String url) {
        return Database.open(data, url);
    }

    /** Runs the command as the command line does; its exit code, then what it printed. */
    private static String init(String url, Path data, String... more) {
        StringWriter printed = new StringWriter();
        PrintWriter out = new PrintWriter(printed, true);
        List<String> arguments =
                new ArrayList<>(List.of("--admin-url", url, "--data", data.toString()));
        arguments.addAll(List.of(more));
        int exit =
                new CommandLine(new InitCommand())
                        .setOut(out)
                        .setExecutionExceptionHandler(
                                (e, line, parsed) -> {
                                    out.print(e.getMessage());
                                    return e instanceof CommandException expected
                                            ? expected.exitCode()
                                            : 99;
                                })
                        .execute(arguments.toArray(String[]::new));
        return exit + " " + printed;
    }

    private static String emptyDatabase() {
        String name = "db_" + UUID.randomUUID().toString().replace("-", "");
        String server = "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/";
        JdbcClient.create(new Login(server + "postgres", "postgres", ADMIN).dataSource())
                .sql("create database " + name)
                .update();
        return server + name;
    }

    /** With the passwords that the roles of this PostgreSQL have had since the first test. */
    private static Path dataWithAdminPassword(String password) throws IOException {
        return dataWithSecrets(
                Map.of(
                        "admin",
                        password,
                        "app",
                        "app-1",
                        "worker",
                        "worker-1",
                        "maint",
                        "maint-1"));
    }

    private static Path dataWithSecrets(Map<String, String> passwords) throws IOException {
        Path data = Files.createTempDirectory(room, "data");
        Path secrets = Files.createDirectory(data.resolve("secrets"));
        for (Map.Entry<String, String> each : passwords.entrySet()) {
            Path file = Files.writeString(secrets.resolve(each.getKey()), each.getValue());
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return data;
    }
}
