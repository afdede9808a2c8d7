package dev.bailiwick.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.cli.Ran;
import dev.bailiwick.cli.Shop;
import dev.bailiwick.core.Scope;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** A plan has what is missing and nothing else, there and back. */
final class PlanIT extends Planning {

    private static final String NOTHING = "-- Nothing to do: the database is as declared.\n";

    private static final String DRAW = "select nextval('shop.customer_seq')";

    @Test
    void printsTheWholeWallWhereThereIsNoDatabase() {
        Ran up = plan();
        Ran down = plan("--down");

        assertThat(up.out())
                .contains("create or replace function bailiwick.tenant()")
                .contains(WallSql.isolation(Shop.WALL))
                .isEqualTo(plan().out());
        assertThat(down.out())
                .startsWith("-- Takes the wall down. What there was before it is not known here")
                .contains(WallSql.removal(Shop.WALL));
        assertThat(List.of(up.exitCode(), down.exitCode())).containsExactly(0, 0);
    }

    @Test
    void takesAllOfTheWallDownAgain() throws SQLException {
        TestDatabase database = Shop.walled();

        database.asOwner(plan("--down").out());

        assertThat(faults(database))
                .contains("row-security-off table customer", "policy-missing table customer");
        database.asOwner(plan().out());
        assertThat(faults(database)).isEmpty();
    }

    @Test
    void buildsOnABareDatabaseAndFindsNothingToDoAfterwards() throws SQLException {
        TestDatabase database = Shop.bare();
        List<String> before = faults(database);
        String up = plan(database).out();
        String down = plan(database, "--down").out();

        database.asOwner(up);

        assertThat(plan(database).out()).isEqualTo(NOTHING);
        assertThat(plan(database, "--down").out())
                .startsWith("-- Nothing to bring back")
                .contains("apply saved the way back");
        assertThat(faults(database)).isEmpty();
        database.asOwner(down);
        assertThat(faults(database)).isEqualTo(before);
        assertThat(plan(database).out()).isEqualTo(up);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    alter table shop.customer disable row level security | table customer | row-level security is off
                    alter table shop.customer no force row level security | table customer | not forced
                    drop policy bailiwick_app on shop.customer | table customer | policy bailiwick_app is missing
                    create policy "O'pen; --" on shop.customer as restrictive for update to public using (name <> 'x' and tenant_id = bailiwick.tenant()) with check (true) | table customer | is dropped
                    alter policy bailiwick_app on shop.line using (true) | table line | differs in USING
                    grant truncate, references on shop.invoice to shop_app, public with grant option | table invoice | is revoked: truncate
                    grant update (customer_id) on shop.invoice to shop_app | table invoice | is revoked: update (customer_id)
                    revoke usage on schema shop from shop_app | schema shop | usage for shop_app is missing
                    revoke select on shop.country from shop_app | table country | select for shop_app is missing
                    grant select on shop.invoice_all to shop_app | partition invoice_all | is revoked: select
                    alter view shop.by_customer reset (security_invoker) | view by_customer | shows rows as its owner
                    create or replace function bailiwick.tenant() returns uuid language sql stable parallel safe return null::uuid | schema bailiwick | function bailiwick.tenant
                    alter default privileges for role shop_owner in schema shop grant select, insert on tables to shop_app | default privileges | is granted to shop_app
                    """)
    void mendsOneThingAndCanBringItBack(String drift, String object, String reason)
            throws SQLException {
        if (drift.contains("grant option")) {
            // PUBLIC cannot pass anything on
            drift = drift.replace(", public", "");
        }
        TestDatabase database = Shop.walled();
        database.asSuperuser(drift);
        List<String> before = faults(database);
        String up = plan(database).out();
        String down = plan(database, "--down").out();

        database.asOwner(up);

        assertThat(up).contains("-- " + object, reason);
        assertThat(up.lines().filter(line -> line.matches("-- [a-z]+ .*")))
                .as("only what differs")
                .allMatch(line -> line.equals("-- " + object) || line.contains(" administrator"));
        assertThat(faults(database)).isEmpty();
        assertThat(plan(database).out()).isEqualTo(NOTHING);
        database.asOwner(down);
        assertThat(faults(database)).isEqualTo(before);
    }

    @Test
    void putsOnTopWhatItTakesAwayAndWhatItCannotDo() throws SQLException {
        TestDatabase database = Shop.walled();
        database.asSuperuser(
                "create policy open on shop.customer using (true)",
                "create table shop.forgotten ()",
                "grant create on schema shop to shop_app",
                "alter table shop.line disable row level security");

        assertThat(plan(database).out())
                .startsWith(
                        """
                        -- Careful, this takes away:
                        --   table customer: the policy open is dropped

                        -- By an administrator, before:
                        --   revoke create on schema shop from shop_app;

                        -- Not mended by this plan:
                        --   role shop_app: may create objects in schema shop [role-may-create]
                        --   table forgotten: is not declared [table-undeclared]

                        -- table customer
                        --   has the policy open, which was not generated
                        drop policy bailiwick_app on shop.customer;
                        drop policy open on shop.customer;
                        create policy bailiwick_app on shop.customer\
                        """);
        assertThat(plan(database, "--administrator").out())
                .isEqualTo("revoke create on schema shop from shop_app;\n");
    }

    @Test
    void givesAnAdministratorWhatHeHasToDo() throws SQLException {
        TestDatabase database = Shop.walled();
        database.asSuperuser("alter table shop.country owner to postgres");
        String declared = Shop.FILE.replace("app: shop_app", "app: \"shop App\"");

        Ran ran =
                run(
                        Shop.file(folder, "other.yaml", declared),
                        "--url",
                        Shop.url(database),
                        "--administrator");

        assertThat(ran.out())
                .isEqualTo(
                        """
                        create role "shop App" login;
                        alter table shop.country owner to shop_owner;
                        """);
    }

    @Test
    void needsNoPrivilegeOnTheDatabaseWhereAnAdministratorMadeTheSchema() throws SQLException {
        TestDatabase database = Shop.bare();
        database.asSuperuser("alter database %s owner to postgres".formatted(database.name()));

        assertThat(plan(database, "--administrator").out())
                .isEqualTo("create schema bailiwick authorization shop_owner;\n");
        assertThat(plan(database).out()).doesNotContain("create schema bailiwick;");
        database.asSuperuser(plan(database, "--administrator").out());
        database.asOwner(plan().out());

        assertThat(faults(database)).isEmpty();
        assertThat(plan("--administrator").out()).contains("say --url");
    }

    @Test
    void grantsTheSequencesThatNumbersAreDrawnFrom() throws SQLException {
        TestDatabase database = Shop.bare();
        database.asOwner("create sequence shop.customer_seq", "create sequence shop.\"other Seq\"");
        database.asSuperuser("grant update on sequence shop.\"other Seq\" to shop_app");
        String declared =
                Shop.FILE.replace(
                        "customer: {kind: tenant, app: everything}",
                        "customer: {kind: tenant, app: everything, sequences: [customer_seq]}");
        Path file = Shop.file(folder, "numbered.yaml", declared);
        String[] here = {"--url", Shop.url(database)};
        String down = run(file, "--url", Shop.url(database), "--down").out();

        database.asOwner(run(file, here).out());

        assertThat(run(file, here).out()).isEqualTo(NOTHING);
        assertThat(Sql.list(database.app(), new Scope.Global(), DRAW)).containsExactly("1");
        database.asOwner(down);
        assertThat(Sql.stateOf(() -> Sql.list(database.app(), new Scope.Global(), DRAW)))
                .isEqualTo(Sql.REFUSED);
        assertThat(run(file, here).out())
                .contains(
                        """
                        -- sequence customer_seq
                        --   usage for shop_app is missing
                        --   usage for shop_maint is missing
                        grant usage on sequence shop.customer_seq to shop_app, shop_maint;
                        """)
                .contains("--   sequence other Seq: is revoked: update is granted to shop_app");
    }

    @Test
    void writesTheSameBytesEachTime() throws IOException, SQLException {
        TestDatabase database = Shop.bare();
        plan(database, "--out", folder.resolve("a").toString());
        plan(database, "--out", folder.resolve("b").toString());

        for (String file : List.of("isolation.up.sql", "isolation.down.sql")) {
            assertThat(folder.resolve("a").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("b").resolve(file));
        }
        assertThat(Files.readString(folder.resolve("a/isolation.up.sql")))
                .isEqualTo(plan(database).out());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --format word                    | --format is sql, flyway or liquibase, not word.
                    --out x --format flyway --migration-version one | --migration-version is numbers
                    --url jdbc:mysql://host/db       | The database's address begins with jdbc:postgresql://
                    --declaration none.yaml          | should be specified only once
                    """)
    void saysInOneLineWhyThereIsNoPlan(String arguments, String expected) {
        Ran ran = plan(arguments.split(" "));

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(expected);
    }
}
