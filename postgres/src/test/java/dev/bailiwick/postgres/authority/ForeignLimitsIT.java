package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BOLT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.EVE;
import static dev.bailiwick.postgres.authority.League.MODEL;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scope;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.postgres.jdbc.SealedSchool;
import dev.bailiwick.postgres.sealed.SealForm;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.SQLException;

import javax.sql.DataSource;

/** Nobody uses up what another tenant has left, or makes room in it. */
class ForeignLimitsIT {

    private static long used(TestDatabase database) throws SQLException {
        return League.number(
                database,
                "select used from bailiwick_authority.tenant_limit where kind = 'storage_bytes' and tenant_id = '%s'"
                        .formatted(ACME));
    }

    private static String counted(String call) {
        return "select bailiwick_authority." + call;
    }

    @ParameterizedTest
    @ValueSource(strings = {"count_up('storage_bytes', 5)", "give_back(5)"})
    void whoIsNoActiveMemberCountsForNobody(String call) throws SQLException {
        TestDatabase database = League.database();
        DataSource scoped = League.scoped(database);
        Sql.list(scoped, League.in(ACME, DAN), counted("count_up('storage_bytes', 7)"));
        Sql.list(scoped, Scope.Tenant.of(ACME), counted("count_up('storage_bytes', 2)"));
        assertThat(used(database)).as("a member, and nobody in particular").isEqualTo(9);

        assertThat(Sql.stateOf(() -> Sql.list(scoped, League.in(ACME, EVE), counted(call))))
                .as("of another tenant")
                .isEqualTo(Sql.REFUSED);
        League.as(ANN, () -> new Members(scoped, MODEL).suspend(DAN));
        assertThat(Sql.stateOf(() -> Sql.list(scoped, League.in(ACME, DAN), counted(call))))
                .as("who is suspended")
                .isEqualTo(Sql.REFUSED);
        assertThat(Sql.stateOf(() -> Sql.list(scoped, new Scope.Identity(DAN), counted(call))))
                .as("in no tenant")
                .isEqualTo(Sql.REFUSED);
        assertThat(used(database)).isEqualTo(9);
    }

    /** Says that it is another tenant's, and counts for it in the same statement. */
    private static void forge(DataSource source) throws SQLException {
        Sql.list(
                source,
                League.in(BOLT, EVE),
                "select bailiwick_authority.count_up('storage_bytes', 5 + length(forged) * 0) from (select set_config('bailiwick.tenant', '%s', true) || set_config('bailiwick.principal', '', true) as forged offset 0) as first"
                        .formatted(ACME));
    }

    @ParameterizedTest
    @EnumSource
    void k29ASealedScopeCountsForItsOwnTenantAlone(SealForm form) throws SQLException {
        SealedSchool sealed = SealedSchool.of(form, League.database(), League.WALL);

        forge(sealed.app());

        assertThat(used(sealed.database())).isZero();
    }

    @Test
    void k29ControlWithoutASealWhoForgesCounts() throws SQLException {
        TestDatabase database = League.database();
        ScopedDataSource scoped = League.scoped(database);

        forge(scoped);

        assertThat(used(database)).isEqualTo(5);
    }
}
