package dev.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.cli.audit.AuditCommand;
import dev.bailiwick.cli.plan.ApplyCommand;
import dev.bailiwick.cli.plan.PlanCommand;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.declaration.Declaration;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import javax.sql.DataSource;

/** What the page on taking in an existing schema shows is what happens here, word for word. */
final class RetrofitIT {

    private static final Path SOURCE =
            Path.of("src", "test", "java", "dev", "bailiwick", "cli", "RetrofitIT.java");
    private static final Blueprint DESK =
            Blueprint.of("desk")
                    .with(
                            """
                            create table desk.account (id bigint primary key, name text not null);
                            create table desk.ticket (id bigint primary key, account_id bigint not null references desk.account, title text not null);
                            create index on desk.ticket (account_id);
                            create table desk.reply (id bigint primary key, ticket_id bigint not null references desk.ticket, text text not null);
                            create table desk.attachment (id bigint primary key, reply_id bigint references desk.reply, name text not null);
                            create table desk.language (code text primary key);
                            create table desk.outbox (id bigint primary key, payload text not null);
                            """)
                    .withRows(
                            """
                            insert into desk.account values (1, 'Acme'), (2, 'Bolt');
                            insert into desk.ticket values (1, 1, 'acme-ticket'), (2, 2, 'bolt-ticket');
                            insert into desk.reply values (1, 1, 'acme-reply'), (2, 2, 'bolt-reply');
                            """);

    private final ShownPage page = ShownPage.of("retrofit.md");

    @TempDir private Path folder;

    private TestDatabase database;

    @BeforeEach
    void open() throws SQLException {
        database = DESK.database();
        // as it is found: an owner of tables and no more, and nobody but the owner
        database.asSuperuser(
                "alter database %s owner to postgres".formatted(database.name()),
                "grant temporary on database %s to public".formatted(database.name()),
                "drop role desk_app");
    }

    @Test
    void thePageShowsWhatHappens() throws Exception {
        String where = "--url " + Shop.url(database);
        String from = "--tenant-table account --schema desk --owner-role desk_owner";

        run("questions", 2, new PlanCommand(), "plan " + where + " " + from);
        run("write", 0, new PlanCommand(), "plan " + where + " " + from + " --write tenancy.yaml");
        file("proposed");
        answer();
        file("answered");
        run(
                "administrator",
                0,
                new PlanCommand(),
                "plan " + where + " --declaration tenancy.yaml --administrator");
        database.asSuperuser(
                Ran.of(
                                new PlanCommand(),
                                "plan",
                                "--url",
                                Shop.url(database),
                                "--declaration",
                                folder.resolve("tenancy.yaml").toString(),
                                "--administrator")
                        .out());
        run("plan", 0, new PlanCommand(), "plan " + where + " --declaration tenancy.yaml", 16);
        run(
                "apply",
                0,
                new ApplyCommand(),
                "apply " + where + " --declaration tenancy.yaml --down-file before.sql --yes");
        run(
                "audit",
                0,
                new AuditCommand(),
                "audit " + where + " --declaration tenancy.yaml --fail-on error");
        assertThat(titles(folder.resolve("tenancy.yaml"), database.app()))
                .containsExactly("acme-ticket");
        page.add("wrap", "java", snippet());

        page.compare();
    }

    private static List<String> titles(Path file, DataSource pool)
            throws IOException, SQLException {
        // wrap
        Wall wall = Declaration.read(file).wall();
        Gate.of(wall).check(pool); // at start: an application on a database that differs stops here
        DataSource tickets = ScopedDataSource.of(pool, wall);

        List<String> titles = new ArrayList<>();
        Scopes.call(
                Scope.Tenant.of(new TenantId("1")),
                () -> {
                    try (Connection connection = tickets.getConnection();
                            Statement statement = connection.createStatement();
                            ResultSet rows = statement.executeQuery("select title from ticket")) {
                        while (rows.next()) {
                            titles.add(rows.getString(1));
                        }
                        return titles;
                    }
                });
        // end
        return titles;
    }

    private void answer() throws IOException {
        Path file = folder.resolve("tenancy.yaml");
        String text = Files.readString(file);
        Files.writeString(
                file,
                text.replaceAll("(?m)^  # TO ANSWER.*\n", "")
                        .replace("  # language", "  language")
                        .replaceAll("  # outbox: .*", "  outbox: {kind: internal}"));
    }

    private void run(String name, int exitCode, BailiwickCommand command, String line)
            throws IOException {
        run(name, exitCode, command, line, Integer.MAX_VALUE);
    }

    private void run(String name, int exitCode, BailiwickCommand command, String line, int most)
            throws IOException {
        String[] args = line.replaceAll("(tenancy.yaml|before.sql)", folder + "/$1").split(" ");
        Ran ran = Ran.of(command, args);
        String output = ran.out() + ran.err();
        assertThat(ran.exitCode()).as(output).isEqualTo(exitCode);
        List<String> lines = output.lines().toList();
        String cut =
                lines.stream().limit(most).collect(Collectors.joining("\n", "", "\n"))
                        + (lines.size() > most ? "…\n" : "");
        page.add(name, "sh", "./bailiwick " + general(line) + "\n");
        page.add(name, "", general(cut));
    }

    private void file(String name) throws IOException {
        page.add(name, "yaml", Files.readString(folder.resolve("tenancy.yaml")));
    }

    /** Without what is different on each machine. */
    private String general(String text) {
        return text.replace(Shop.url(database), "jdbc:postgresql://db.example:5432/desk")
                .replace(database.name(), "desk")
                .replace(folder + "/", "");
    }

    private static String snippet() throws IOException {
        List<String> lines = Files.readAllLines(SOURCE);
        int from = lines.indexOf("        // wrap") + 1;
        return lines.subList(from, lines.indexOf("        // end")).stream()
                .map(line -> line.isBlank() ? line : line.substring(8))
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
