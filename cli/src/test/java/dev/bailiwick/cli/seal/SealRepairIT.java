package dev.bailiwick.cli.seal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.postgres.sealed.SealForm;
import dev.bailiwick.testbed.Sql;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;

/**
 * What an administrator runs mends what the gate has against the verifier, all of it or nothing.
 */
final class SealRepairIT {

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create procedure bailiwick_seal.mint() language sql as 'select 1'",
                "create aggregate bailiwick_seal.mint(text) (sfunc = textcat, stype = text)",
                "create procedure bailiwick_seal.enter(token text) language sql as 'select 1'",
                "create function bailiwick_seal.mint() returns int language sql return 1;"
                        + " create function bailiwick_seal.and_more() returns int language sql"
                        + " return bailiwick_seal.mint()",
                "create view bailiwick_seal.keys as select * from bailiwick_seal.key;"
                        + " alter view bailiwick_seal.keys owner to shop_owner",
                "create materialized view bailiwick_seal.keys as select * from bailiwick_seal.key",
                "create table bailiwick_seal.mine (id int generated always as identity primary"
                        + " key); create view bailiwick_seal.more as select id from"
                        + " bailiwick_seal.mine",
                "create sequence bailiwick_seal.mine; create type bailiwick_seal.pair as (a int)"
            })
    void whatWasPlantedGoesWhateverItIs(String planted) throws SQLException {
        SealedShop shop = SealedShop.built(SealForm.PORTABLE, folder);
        shop.database().asSuperuser(planted);
        assertThat(shop.audit().exitCode()).isEqualTo(1);

        repair(shop);

        assertThat(shop.audit().exitCode()).isZero();
        assertThat(shop.seal(Map.of()).out()).as("no key is lost").contains("Keys: 1.");
    }

    @Test
    void whoCanActAsTheVerifierThroughAnotherRoleCannotAfterwards() throws SQLException {
        SealedShop shop = SealedShop.built(SealForm.PORTABLE, folder);
        String may = "role shop_maint: may act as the verifier";
        shop.database()
                .asSuperuser(
                        "create role shop_between",
                        "grant bailiwick_seal to shop_between",
                        "grant shop_between to shop_maint");
        try {
            assertThat(shop.audit().out()).contains(may);

            repair(shop);

            assertThat(shop.audit().out()).doesNotContain(may);
        } finally {
            shop.database().asSuperuser("drop role shop_between");
        }
    }

    @Test
    void nothingGoesThatSomebodyElseBuiltUponItAndNothingIsMendedInPart() throws SQLException {
        SealedShop shop = SealedShop.built(SealForm.PORTABLE, folder);
        shop.database()
                .asSuperuser(
                        "grant select on bailiwick_seal.key to shop_app",
                        "create function bailiwick_seal.mint() returns int language sql return 1",
                        "create view public.report as select bailiwick_seal.mint()");
        String before = shop.audit().out();

        assertThat(Sql.stateOf(() -> repair(shop))).as("others depend on it").isEqualTo("2BP01");
        assertThat(shop.audit().out()).isEqualTo(before);

        shop.database().asSuperuser("drop view public.report");
        repair(shop);
        assertThat(shop.audit().exitCode()).isZero();
    }

    private static void repair(SealedShop shop) throws SQLException {
        shop.database().asSuperuser(shop.plan("--administrator").out());
    }
}
