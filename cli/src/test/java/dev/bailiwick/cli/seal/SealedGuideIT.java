package dev.bailiwick.cli.seal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.cli.BailiwickCommand;
import dev.bailiwick.cli.Ran;
import dev.bailiwick.cli.Shop;
import dev.bailiwick.cli.ShownPage;
import dev.bailiwick.cli.plan.ApplyCommand;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.declaration.Declaration;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.postgres.sealed.Seal;
import dev.bailiwick.postgres.sealed.SealForm;
import dev.bailiwick.postgres.sealed.SealKey;
import dev.bailiwick.postgres.sealed.SealKeys;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;

import javax.sql.DataSource;

/** What {@code docs/toolkit/sealed-scopes.md} shows, run. */
final class SealedGuideIT {

    private static final TenantId ACME = TenantId.parse("00000000-0000-7000-8000-00000000000a");
    private static final int LINES = 6;

    private final ShownPage page = ShownPage.of("sealed-scopes.md");

    @TempDir private Path folder;

    private TestDatabase database;
    private DataSource pool;

    @BeforeEach
    void open() throws SQLException {
        database = Shop.bare();
        pool = database.app();
        database.asSuperuser(
                "insert into shop.customer (tenant_id, name) values ('%s', 'acme')"
                        .formatted(ACME));
    }

    @Test
    void theCommandsAreShownAsTheyRun() throws Exception {
        String where = "--url " + Shop.url(database) + " --declaration tenancy.yaml";
        String declared = Shop.FILE.replaceFirst("\ntables", "\nseal: portable\ntables");
        Shop.file(folder, "tenancy.yaml", declared);

        run("new-key", new SealCommand(), "seal --new-key seal.key");
        page.add(
                "declared",
                "yaml",
                declared.lines().limit(3).collect(Collectors.joining("\n", "", "\n")));
        run("set-up", new SealCommand(), "seal " + where + " --user postgres --key-file seal.key");
        run("apply", new ApplyCommand(), "apply " + where + " --yes --down-file down.sql");
        assertThat(served(folder.resolve("tenancy.yaml"), folder.resolve("seal.key")))
                .isEqualTo("acme");
        run("next-key", new SealCommand(), "seal --new-key next.key --number 2");
        run("take", new SealCommand(), "seal " + where + " --user postgres --key-file next.key");
        run("drop", new SealCommand(), "seal " + where + " --user postgres --remove-key 1");
        assertThat(served(folder.resolve("tenancy.yaml"), folder.resolve("next.key")))
                .isEqualTo("acme");

        page.compare();
    }

    private String served(Path file, Path keyFile) throws IOException, SQLException {
        // snippet serve
        Wall wall = Declaration.read(file).wall();
        Seal seal = Seal.of(wall.seal().orElseThrow(), SealKey.read(keyFile));
        Gate.of(wall).check(pool); // the start ends here if the verifier is not as it was made
        DataSource source = ScopedDataSource.sealed(pool, wall, seal);
        // end
        return String.join(
                ",", Sql.list(source, Scope.Tenant.of(ACME), "select name from customer"));
    }

    @Test
    void theSameWithoutTheCommands() throws Exception {
        Path file = folder.resolve("seal.key");
        DataSource admin = database.as("postgres");
        database.asOwner(WallSql.functions(Shop.WALL), WallSql.isolation(Shop.WALL));

        // snippet by-hand
        Wall sealed = Shop.WALL.sealedAs(SealForm.SLOT);
        SealKey key = SealKey.generate(1);
        key.write(file); // mode 0600; read() refuses a file that others may read

        try (Connection connection = admin.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(WallSql.verifier(sealed)); // as a superuser, for the slot
        }
        SealKeys.in(admin).add(key);
        String migration = WallSql.functions(sealed); // as the owner, from then on
        // end
        database.asOwner(migration);

        Gate.of(sealed).check(pool);
        rotates(sealed, key, admin);
    }

    private void rotates(Wall sealed, SealKey key, DataSource admin) throws SQLException {
        Seal seal = Seal.of(SealForm.SLOT, key);
        DataSource source = ScopedDataSource.sealed(pool, sealed, seal);
        // snippet rotate
        SealKey next = SealKey.generate(2);
        SealKeys.in(admin).add(next);
        seal.rotate(next); // in every process; after the longest lifetime:
        SealKeys.in(admin).remove(1);
        // end

        assertThat(Sql.list(source, Scope.Tenant.of(ACME), "select name from customer"))
                .containsExactly("acme");
        assertThat(SealKeys.in(admin).ids()).containsExactly(2);
    }

    private void run(String name, BailiwickCommand command, String line) {
        String[] args = line.replaceAll("(\\S+\\.(yaml|key|sql))", folder + "/$1").split(" ");
        Ran ran = Ran.of(command, args);
        assertThat(ran.exitCode()).as(ran.toString()).isZero();
        long all = ran.out().lines().count();
        String cut = ran.out().lines().limit(LINES).collect(Collectors.joining("\n", "", "\n"));
        page.add(name, "sh", general("./bailiwick " + line + "\n"));
        page.add(name, "", general(cut) + (all > LINES ? "…\n" : ""));
    }

    /** Without what is different on each machine. */
    private String general(String text) {
        return text.replace(Shop.url(database), "jdbc:postgresql://db.example:5432/shop")
                .replace(folder + "/", "");
    }
}
