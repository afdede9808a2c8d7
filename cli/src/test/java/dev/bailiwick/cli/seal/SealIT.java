package dev.bailiwick.cli.seal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.cli.Ran;
import dev.bailiwick.cli.Shop;
import dev.bailiwick.cli.audit.AuditCommand;
import dev.bailiwick.cli.plan.ApplyCommand;
import dev.bailiwick.cli.plan.PlanCommand;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.postgres.sealed.Seal;
import dev.bailiwick.postgres.sealed.SealForm;
import dev.bailiwick.postgres.sealed.SealKey;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A wall that is declared sealed is planned, built, kept and audited as such. */
final class SealIT {

    private static final TenantId ACME = TenantId.parse("00000000-0000-7000-8000-00000000000a");
    private static final TenantId BOLT = TenantId.parse("00000000-0000-7000-8000-00000000000b");
    private static final String NAMES = "select name from customer";

    /** The attack that sealing is for. */
    private static final String FORGED =
            "select name from (select set_config('bailiwick.tenant', '"
                    + BOLT
                    + "', true)) x"
                    + " cross join lateral (select name from customer offset 0) y";

    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource
    void isBuiltFromADeclarationAndAKeyFile(SealForm form) throws Exception {
        SealedShop shop = SealedShop.bare(form, folder);
        Path key = shop.newKey("seal.key", 1);

        Ran early = shop.apply();
        Ran sealed = shop.seal(Map.of(), "--key-file", key.toString());
        Ran applied = shop.apply();

        assertThat(early.exitCode()).isEqualTo(2);
        assertThat(early.err()).contains("Nothing was changed", "[seal-missing]");
        assertThat(sealed.out())
                .isEqualTo(
                        """
                        The verifier is as declared.
                        Key 1 is taken from now on.
                        Keys: 1.
                        """);
        assertThat(applied.out())
                .endsWith("Clean: the database is as declared, seen as shop_app.\n");
        assertThat(shop.audit().exitCode()).isZero();
        isolates(shop, SealKey.read(key));
    }

    /** With the plain shop as the control: there the forged scope shows the other's customer. */
    private static void isolates(SealedShop shop, SealKey key) throws SQLException {
        TestDatabase plain = Shop.walled();
        for (TestDatabase database : List.of(plain, shop.database())) {
            database.asSuperuser(
                    "insert into shop.customer (tenant_id, name) values ('%s', 'acme'), ('%s', 'bolt')"
                            .formatted(ACME, BOLT));
        }
        ScopedDataSource open = ScopedDataSource.of(plain.app(), Shop.WALL);
        ScopedDataSource source =
                ScopedDataSource.sealed(
                        shop.database().app(), shop.wall(), Seal.of(shop.form(), key));

        assertThat(Sql.list(open, Scope.Tenant.of(ACME), FORGED)).containsExactly("bolt");
        assertThat(Sql.list(source, Scope.Tenant.of(ACME), FORGED)).containsExactly("acme");
        assertThat(Sql.list(source, Scope.Tenant.of(ACME), NAMES)).containsExactly("acme");
    }

    @ParameterizedTest
    @EnumSource
    void staysSealedHoweverOftenItIsApplied(SealForm form) throws SQLException {
        SealedShop shop = SealedShop.built(form, folder);

        assertThat(shop.apply().out())
                .isEqualTo(
                        """
                        Nothing to do.
                        Clean: the database is as declared, seen as shop_app.
                        """);
        assertThat(shop.seal(Map.of()).out()).isEqualTo("The verifier is as declared.\nKeys: 1.\n");
        shop.database()
                .asOwner(
                        "drop policy bailiwick_app on shop.customer",
                        "create or replace function bailiwick.tenant() returns uuid language sql"
                                + " stable parallel safe return"
                                + " nullif(current_setting('bailiwick.tenant', true), '')::uuid");
        assertThat(shop.apply().exitCode()).isZero();
        assertThat(Gate.of(shop.wall()).faults(shop.database().app())).isEmpty();
        assertThat(Gate.of(Shop.WALL).faults(shop.database().app())).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aPlainWallIsSealedByAPlanAndUnsealedByItsWayBack(SealForm form) throws SQLException {
        SealedShop shop = new SealedShop(Shop.walled(), form, folder);
        shop.seal(Map.of(), "--key-file", shop.newKey("seal.key", 1).toString());
        String up = shop.plan().out();
        String down = shop.plan("--down").out();

        shop.database().asOwner(up);
        assertThat(shop.audit().exitCode()).isZero();
        shop.database().asOwner(down);

        assertThat(up).doesNotContain("policy");
        assertThat(shop.audit().exitCode()).isEqualTo(1);
        assertThat(Gate.of(Shop.WALL).faults(shop.database().app())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void noPlanHasASecretInIt(SealForm form) throws SQLException, IOException {
        SealedShop shop = SealedShop.bare(form, folder);
        Path key = shop.newKey("seal.key", 1);
        String secret = Files.readString(key).strip().split(" ")[2];
        shop.seal(Map.of(), "--key-file", key.toString());

        String all =
                shop.plan().out()
                        + shop.plan("--down").out()
                        + shop.plan("--administrator").out()
                        + shop.seal(Map.of(), "--key-file", key.toString())
                        + shop.seal(Map.of("BAILIWICK_SEAL_KEY", Files.readString(key)))
                        + shop.apply()
                        + shop.audit();

        assertThat(all).contains("bailiwick_seal.value").doesNotContain(secret);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    PORTABLE | create or replace function bailiwick.tenant() returns uuid language sql stable parallel safe return nullif(current_setting('bailiwick.tenant', true), '')::uuid | function bailiwick.tenant: is not as generated
                    SLOT     | create or replace function bailiwick.principal() returns uuid language sql stable parallel safe return null::uuid | function bailiwick.principal: is not as generated
                    PORTABLE | drop function bailiwick_seal.verified() cascade | function verified() is missing [seal-missing]
                    SLOT     | drop function bailiwick_seal.enter(text) | function enter(token text) is missing [seal-missing]
                    SLOT     | alter function bailiwick_seal.enter(text) security invoker | function enter(token text) is not as generated
                    PORTABLE | create or replace function bailiwick_seal.value(setting text) returns text language sql stable return current_setting(setting, true) | function value(setting text) is not as generated
                    PORTABLE | create function bailiwick_seal.mint(text) returns text language sql return $1 | function mint(text) was not generated
                    SLOT     | alter function bailiwick_seal.enter(text) owner to shop_owner | function enter(token text) is not as generated
                    PORTABLE | grant select (inner_pad) on bailiwick_seal.key to shop_app, public | table of keys: select is granted to public
                    PORTABLE | grant create on schema bailiwick_seal to shop_app | schema: create is granted to shop_app
                    PORTABLE | alter table bailiwick_seal.key owner to shop_owner | relation key is owned by shop_owner
                    PORTABLE | create policy open on bailiwick_seal.key using (true); create rule also as on insert to bailiwick_seal.key do also select 1 | has the policy open
                    PORTABLE | grant bailiwick_seal to shop_app | role shop_app: may act as the verifier
                    PORTABLE | alter role bailiwick_seal login bypassrls | role bailiwick_seal may log in
                    SLOT     | grant set on parameter backtrace_functions to shop_app | the slot may be set by shop_app
                    SLOT     | alter role shop_app set backtrace_functions = 'x' | the slot is in use
                    SLOT     | revoke set on parameter backtrace_functions from bailiwick_seal | the verifier may not set its slot
                    """)
    void driftIsNamedAndMended(SealForm form, String drift, String expected) throws SQLException {
        SealedShop shop = SealedShop.built(form, folder);
        shop.database().asSuperuser(drift);

        Ran audited = shop.audit();
        shop.database().asSuperuser(shop.plan("--administrator").out());
        Ran applied = shop.apply();

        assertThat(audited.exitCode()).isEqualTo(1);
        assertThat(audited.out()).contains(expected.split(" \\[")[0]);
        assertThat(applied.err() + applied.out())
                .endsWith("Clean: the database is as declared, seen as shop_app.\n");
        assertThat(shop.seal(Map.of()).out()).as("no key is lost").contains("Keys: 1.");
    }

    /** The other way round: what is declared plain is not to be sealed, and to unseal is said. */
    @ParameterizedTest
    @EnumSource
    void sealedFunctionsInPlaceOfPlainOnesAreNamed(SealForm form) throws SQLException {
        SealedShop shop = SealedShop.built(form, folder);
        String[] plain = {
            "--declaration", Shop.declaredIn(folder).toString(), "--url", Shop.url(shop.database())
        };

        Ran audited = Ran.of(new AuditCommand(), with("audit", plain));
        Ran planned = Ran.of(new PlanCommand(), with("plan", plain));
        Ran refused = Ran.of(new ApplyCommand(), with("apply", plain, "--yes"));

        assertThat(audited.exitCode()).isEqualTo(1);
        assertThat(audited.out()).contains("function bailiwick.tenant: is not as generated");
        assertThat(planned.out())
                .startsWith(
                        """
                        -- Careful, this takes away:
                        --   schema bailiwick: scopes are sealed no longer, and SQL of the app role can set them
                        """);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("Nothing was changed: scopes are sealed", "--unseal");
        assertThat(shop.audit().exitCode()).as("it is sealed as it was").isZero();

        String wayBack = folder.resolve("sealed.sql").toString();
        assertThat(
                        Ran.of(
                                        new ApplyCommand(),
                                        with(
                                                "apply",
                                                plain,
                                                "--yes",
                                                "--unseal",
                                                "--down-file",
                                                wayBack))
                                .exitCode())
                .isZero();
        assertThat(Gate.of(Shop.WALL).faults(shop.database().app())).isEmpty();
    }

    @Test
    void aKeyThatOthersCouldReadIsToBeChanged() throws SQLException {
        SealedShop shop = SealedShop.built(SealForm.PORTABLE, folder);
        String change = "change every key";
        assertThat(shop.plan("--administrator").out()).doesNotContain(change);
        shop.database().asSuperuser("grant select (id) on bailiwick_seal.key to shop_app");

        assertThat(shop.audit().out()).contains("error seal-key-exposed", change);
        assertThat(shop.plan().out()).contains("[seal-key-exposed]", change);
        assertThat(shop.plan("--administrator").out())
                .contains("revoke all on table bailiwick_seal.key from shop_app;", change);
    }

    @Test
    void theOtherFormIsADifference() throws SQLException {
        SealedShop portable = SealedShop.built(SealForm.PORTABLE, folder);
        SealedShop slot = new SealedShop(portable.database(), SealForm.SLOT, folder);

        assertThat(slot.audit().exitCode()).isEqualTo(1);
        assertThat(slot.apply().exitCode()).as("the verifier is another").isEqualTo(2);

        slot.database().asSuperuser(slot.plan("--administrator").out());
        assertThat(slot.apply().exitCode()).isZero();
        assertThat(slot.audit().exitCode()).isZero();
        assertThat(portable.audit().exitCode()).isEqualTo(1);
    }

    @Test
    void keysAreChangedOneAfterTheOther() throws Exception {
        SealedShop shop = SealedShop.built(SealForm.PORTABLE, folder);
        Path next = shop.newKey("next.key", 2);

        assertThat(shop.seal(Map.of("BAILIWICK_SEAL_KEY_FILE", next.toString())).out())
                .endsWith("Key 2 is taken from now on.\nKeys: 1, 2.\n");
        assertThat(shop.seal(Map.of("BAILIWICK_SEAL_KEY", Files.readString(next))).out())
                .endsWith("Key 2 is there already.\nKeys: 1, 2.\n");
        assertThat(shop.seal(Map.of(), "--remove-key", "1").out())
                .endsWith("Key 1 is taken no longer.\nKeys: 2.\n");
        isolates(shop, SealKey.read(next));
    }

    @Test
    void anotherKeyOfTheSameNumberIsNotTakenForIt() throws Exception {
        SealedShop shop = SealedShop.built(SealForm.PORTABLE, folder);
        Path other = shop.newKey("other.key", 1);

        Ran refused = shop.seal(Map.of("BAILIWICK_SEAL_KEY_FILE", other.toString()));

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("another one has the number 1").hasLineCount(1);
    }

    @Test
    void saysInOneLineWhyNothingIsSealed() throws Exception {
        SealedShop shop = SealedShop.bare(SealForm.SLOT, folder);
        Path key = shop.newKey("seal.key", 1);
        Path open = Files.writeString(folder.resolve("open.key"), Files.readString(key));

        Ran others = shop.seal(Map.of(), "--key-file", open.toString());
        Ran broken = shop.seal(Map.of("BAILIWICK_SEAL_KEY", "bailiwick-seal-key 1 abcd"));
        Ran again = Ran.of(new SealCommand(), "seal", "--new-key", key.toString(), "--number", "1");
        Ran plain =
                Ran.of(new SealCommand(), "seal", "--declaration", Shop.declaredIn(folder) + "");
        Ran owner = shop.seal(Map.of(), "--user", "shop_owner");

        assertThat(others.err()).contains("may be used by others").hasLineCount(1);
        assertThat(broken.err())
                .contains("BAILIWICK_SEAL_KEY holds no whole seal key")
                .doesNotContain("abcd")
                .hasLineCount(1);
        assertThat(again.err()).contains("is there already").hasLineCount(1);
        assertThat(plain.err()).contains("says nothing of a seal").hasLineCount(1);
        assertThat(owner.exitCode()).isEqualTo(2);
        assertThat(List.of(others, broken, again, plain)).extracting(Ran::exitCode).containsOnly(2);
    }

    private static String[] with(String name, String[] args, String... more) {
        return Stream.of(Stream.of(name), Stream.of(args), Stream.of(more))
                .flatMap(words -> words)
                .toArray(String[]::new);
    }
}
