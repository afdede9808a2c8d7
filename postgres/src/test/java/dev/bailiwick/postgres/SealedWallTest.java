package dev.bailiwick.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.postgres.sealed.Seal;
import dev.bailiwick.postgres.sealed.SealForm;
import dev.bailiwick.postgres.sealed.SealKey;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A wall says how its scopes are sealed, and nothing that is built from it says otherwise. */
class SealedWallTest {

    private static final PGSimpleDataSource NOWHERE = new PGSimpleDataSource();

    @ParameterizedTest
    @EnumSource
    void itsFunctionsReadWhatIsSealedAndItsPoliciesStayTheSame(SealForm form) {
        Wall sealed = Schools.WALL.sealedAs(form);

        assertThat(WallSql.functions(sealed))
                .contains("bailiwick_seal.value('bailiwick.tenants')")
                .doesNotContain("current_setting");
        assertThat(WallSql.functions(Schools.WALL)).doesNotContain("bailiwick_seal");
        assertThat(WallSql.isolation(sealed)).isEqualTo(WallSql.isolation(Schools.WALL));
        assertThat(sealed.seal()).hasValue(form);
        assertThat(sealed.with(Table.global("more")).withTenantKey(KeyType.BIGINT).seal())
                .hasValue(form);
    }

    @ParameterizedTest
    @EnumSource
    void itsVerifierIsForAllOfItsRoles(SealForm form) {
        assertThat(WallSql.verifier(Schools.WALL.sealedAs(form)))
                .contains(
                        "to \"school_app\", \"school_worker\", \"school_maint\","
                                + " \"school_several\", \"school_owner\";");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WallSql.verifier(Schools.WALL))
                .withMessageContaining("Wall.sealedAs");
    }

    @Test
    void noDataSourceTellsItPlainScopesOrThoseOfAnotherForm() {
        Wall sealed = Schools.WALL.sealedAs(SealForm.SLOT);
        Seal another = Seal.of(SealForm.PORTABLE, SealKey.generate(1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScopedDataSource.of(NOWHERE, sealed))
                .withMessageContaining("ScopedDataSource.sealed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScopedDataSource.several(NOWHERE, sealed));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScopedDataSource.sealed(NOWHERE, sealed, another))
                .withMessageContaining("SLOT, not PORTABLE");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScopedDataSource.several(NOWHERE, sealed, another));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScopedDataSource.several(NOWHERE, School.WALL, another))
                .withMessageContaining("Roles.withSeveral");
    }

    @Test
    void itsFunctionsAreNotAmongTheVerifiers() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                School.WALL
                                        .withFunctionsIn("bailiwick_seal")
                                        .sealedAs(SealForm.PORTABLE))
                .withMessageContaining("the verifier's");
    }

    @Test
    void isNotForCitus() {
        Wall citus =
                Wall.of("school", School.ROLES, Table.tenant("pupil").everything())
                        .renderedAs(Rendering.CITUS);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> citus.sealedAs(SealForm.PORTABLE))
                .withMessageContaining("Citus");
    }
}
