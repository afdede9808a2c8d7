package dev.bailiwick.postgres.jdbc;

import static dev.bailiwick.postgres.jdbc.EpochHouse.ACME;
import static dev.bailiwick.postgres.jdbc.EpochHouse.ACME_NOW;
import static dev.bailiwick.postgres.jdbc.EpochHouse.ANN;
import static dev.bailiwick.postgres.jdbc.EpochHouse.BOLT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.EpochRequiredException;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.sealed.SealForm;
import dev.bailiwick.testbed.Sql;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.sql.DataSource;

/** A scope over several tenants goes no further once the authority in one of them has moved. */
class EpochsOfSeveralIT {

    private static final Scope.Tenants BOTH =
            Scope.Tenants.together(
                    List.of(ACME_NOW, Scope.Tenant.of(BOLT).as(ANN).at(new Epoch(7 + 2))));

    private EpochHouse house;
    private DataSource several;

    @BeforeEach
    void open() throws SQLException {
        house = EpochHouse.open();
        several = house.several(EpochHouse.WALL);
    }

    private static List<String> notes(DataSource source, Scope scope) throws SQLException {
        return Sql.list(source, scope, "select count(*) from note");
    }

    private static void refused(DataSource source, Scope scope) {
        assertThatExceptionOfType(AuthorityMovedException.class)
                .isThrownBy(() -> notes(source, scope))
                .satisfies(moved -> assertThat(moved.scope()).isEqualTo(scope));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update house.org set authority = authority + 1 where id = '%1$s'",
                "update house.org set authority = authority + 1 where id = '%2$s'",
                "update house.person set authority = authority + 1 where id = '%3$s'",
                "delete from house.person where id = '%3$s'",
                // what is gone from one has come to the other, so that they add up to the same
                "delete from house.org where id = '%2$s'; update house.org set authority = 47 + 2",
                "delete from house.org where id = '%2$s'; update house.org set authority = 47"
            })
    void whatMovesInOneEndsIt(String moving) throws SQLException {
        assertThat(notes(several, BOTH)).as("before").containsExactly("2");

        house.database().asSuperuser(moving.formatted(ACME, BOLT, ANN));

        refused(several, BOTH);
        refused(several, BOTH.naming(ACME));
    }

    @Test
    void whatMovesElsewhereIsNoHindrance() throws SQLException {
        house.move(EpochHouse.BEN);

        assertThat(notes(several, BOTH)).containsExactly("2");
        assertThat(notes(several, Scope.Tenants.together(List.of(ACME_NOW)))).containsExactly("1");
        house.move(BOLT);
        assertThat(notes(several, Scope.Tenants.together(List.of(ACME_NOW)))).containsExactly("1");
        assertThat(notes(several, BOTH.at(Map.of(ACME, new Epoch(42), BOLT, new Epoch(10)))))
                .containsExactly("2");
        assertThat(notes(several, Scope.Tenants.of(ACME, BOLT).at(ofTenants())))
                .as("of nobody in particular")
                .containsExactly("2");
    }

    private static Map<TenantId, Epoch> ofTenants() {
        return Map.of(ACME, new Epoch(40), BOLT, new Epoch(8));
    }

    @Test
    void oneOfThemIsComparedByItself() throws SQLException {
        house.move(BOLT);

        assertThat(notes(house.app(), BOTH.one(ACME))).containsExactly("1");
        refused(house.app(), BOTH.one(BOLT));
    }

    @Test
    void withoutEpochsItIsRefusedWhereTheWallSaysSo() throws SQLException {
        Wall strict =
                EpochHouse.WALL.checkingEpoch(
                        EpochHouse.WALL.epochSource().orElseThrow().requiringEpochs());
        Scope.Tenants without = Scope.Tenants.of(ACME, BOLT).as(ANN);

        assertThat(notes(several, without)).as("the control").containsExactly("2");
        assertThatExceptionOfType(EpochRequiredException.class)
                .isThrownBy(() -> notes(house.several(strict), without));
        for (Scope taken :
                List.of(BOTH, Scope.Tenants.of(ACME, BOLT), Scope.Tenants.of(Set.of()).as(ANN))) {
            assertThat(Sql.list(house.several(strict), taken, "select 1")).containsExactly("1");
        }
        assertThat(notes(house.several(strict).withoutEpochs(), without)).containsExactly("2");
    }

    @ParameterizedTest
    @EnumSource
    void aSealedScopeIsComparedToo(SealForm form) throws SQLException {
        SealedSchool sealed = SealedSchool.of(form, house.database(), EpochHouse.WALL);
        house.database().asOwner(WallSql.epoch(EpochHouse.WALL.sealedAs(form)));
        DataSource source =
                ScopedDataSource.several(
                        house.database().as("house_several"), EpochHouse.WALL, sealed.seal());

        assertThat(notes(source, BOTH)).containsExactly("2");
        house.move(BOLT);
        refused(source, BOTH);
        assertThat(
                        Gate.of(EpochHouse.WALL.sealedAs(form))
                                .faultsOfSeveral(house.database().as("house_several")))
                .isEmpty();
    }

    @Test
    void theGateKnowsTheFunction() throws SQLException {
        Gate gate = Gate.of(EpochHouse.WALL);
        DataSource pool = house.database().as("house_several");
        assertThat(gate.faultsOfSeveral(pool)).isEmpty();

        house.database()
                .asOwner(
                        "create or replace function bailiwick.check_epochs() returns text language"
                                + " sql volatile security definer return ''");

        assertThat(gate.faultsOfSeveral(pool))
                .extracting(fault -> fault.id())
                .contains("function-changed");
    }
}
