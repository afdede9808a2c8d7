package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scope;
import dev.bailiwick.postgres.School;
import dev.bailiwick.postgres.sealed.SealForm;
import dev.bailiwick.testbed.Sql;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

/**
 * SQL of the attacker's own, in the scope of one tenant, after the rows of another. The control is
 * the plain form, where each of them must succeed.
 */
class SealAttackIT {

    private static final String PUPILS = "select name from pupil";

    private static SealedSchool portable;
    private static SealedSchool slot;
    private static DataSource plain;

    @BeforeAll
    static void open() throws SQLException {
        portable = SealedSchool.of(SealForm.PORTABLE);
        slot = SealedSchool.of(SealForm.SLOT);
        plain = School.scoped(School.database());
    }

    private static SealedSchool sealed(SealForm form) {
        return form == SealForm.SLOT ? slot : portable;
    }

    @ParameterizedTest
    @EnumSource
    void k29AScopeForgedInTheSameStatementShowsNothing(SealForm form) throws SQLException {
        List<String> forged =
                List.of(
                        "select name from pupil, (select set_config('%s', '%s', true)) x",
                        "with x as materialized (select set_config('%s', '%s', true))"
                                + " select name from x, pupil",
                        "select name from (select set_config('%s', '%s', true)) x"
                                + " cross join lateral (select name from pupil offset 0) y");
        for (String sql : forged) {
            String plainly = sql.formatted("bailiwick.tenant", School.BOLT);
            assertThat(Sql.list(plain, School.acme(), plainly))
                    .as("control: %s", plainly)
                    .anyMatch(name -> name.startsWith("bolt"));
            assertThat(shownBy(form, plainly)).hasSize(9);
            assertThat(shownBy(form, sql.formatted("bailiwick.scope", School.BOLT)))
                    .noneMatch(name -> name.startsWith("bolt"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void k30AScopeForgedInCapitalsShowsNothing(SealForm form) throws SQLException {
        String sql = "select name from (select set_config('%s', '%s', true)) x, pupil";
        String plainly = sql.formatted("BAILIWICK.TENANT", School.BOLT);

        assertThat(Sql.list(plain, School.acme(), plainly))
                .as("control")
                .anyMatch(name -> name.startsWith("bolt"));
        assertThat(shownBy(form, plainly)).hasSize(9);
        assertThat(shownBy(form, sql.formatted("Bailiwick.Scope", School.BOLT)))
                .noneMatch(name -> name.startsWith("bolt"));
    }

    @ParameterizedTest
    @EnumSource
    void k31AScopeForgedInTheUrlShowsNothing(SealForm form) throws SQLException {
        PGSimpleDataSource unsealed = School.database().app();
        unsealed.setOptions("-c bailiwick.tenant=" + School.BOLT);
        try (Connection bare = unsealed.getConnection()) {
            assertThat(Sql.list(bare, PUPILS)).as("control").hasSize(7);
        }

        PGSimpleDataSource forged = sealed(form).database().app();
        forged.setOptions(
                "-c bailiwick.tenant=%1$s -c bailiwick.scope=%1$s".formatted(School.BOLT));
        try (Connection bare = forged.getConnection()) {
            assertThat(rowsOrNone(() -> Sql.list(bare, PUPILS))).isEmpty();
        }
        DataSource scoped = ScopedDataSource.sealed(forged, School.WALL, sealed(form).seal());
        assertThat(Sql.list(scoped, School.acme(), PUPILS)).hasSize(9);
    }

    @ParameterizedTest
    @EnumSource
    void k34AnExpiredTokenIsRefused(SealForm form) throws SQLException {
        SealedSchool school = sealed(form);
        try (Connection bare = school.bare()) {
            school.enter(bare, school.token(bare, School.acme()));
            assertThat(Sql.list(bare, PUPILS)).as("control").hasSize(9);
            bare.rollback();

            String expired = school.token(bare, School.acme(), Duration.ofSeconds(-6));
            assertThat(
                            Sql.stateOf(
                                    () -> {
                                        school.enter(bare, expired);
                                        Sql.list(bare, PUPILS);
                                    }))
                    .isEqualTo(Sql.REFUSED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void k35TheAppRoleCannotReadAKeyNorMintNorBecomeWhoCan(SealForm form) throws SQLException {
        SealedSchool school = sealed(form);
        assertThat(school.keys().ids()).as("control: there is a key").containsExactly(7);
        for (String attempt :
                List.of(
                        "select * from bailiwick_seal.key",
                        "select inner_pad from bailiwick_seal.key",
                        "update bailiwick_seal.key set inner_pad = ''",
                        "insert into bailiwick_seal.key (id) values ('00001')",
                        "copy bailiwick_seal.key to stdout",
                        "set role bailiwick_seal",
                        "create function bailiwick_seal.mint() returns int return 1",
                        "alter function bailiwick_seal.value(text) security definer",
                        "grant select on bailiwick_seal.key to school_app")) {
            try (Connection bare = school.database().app().getConnection()) {
                assertThat(Sql.stateOf(() -> Sql.execute(bare, attempt)))
                        .as(attempt)
                        .isEqualTo(Sql.REFUSED);
            }
        }
        try (Connection bare = school.database().app().getConnection()) {
            assertThat(
                            Sql.list(
                                    bare,
                                    """
                                    select proname from pg_proc where pronamespace = 'bailiwick_seal'::regnamespace
                                    and has_function_privilege(oid, 'EXECUTE') and not proname = any (array['value', 'verified', 'enter'])
                                    """))
                    .isEmpty();
        }
    }

    /** PostgreSQL takes the revocation and does not heed it for a name that no module defines. */
    @ParameterizedTest
    @EnumSource
    void k39ASettingThatNothingDefinesCannotBeProtectedByGrants(SealForm form) throws SQLException {
        String forged = "select set_config('bailiwick.tenant', '%s', true)".formatted(School.BOLT);
        SealedSchool school = sealed(form);
        school.database()
                .asSuperuser(
                        "revoke set on parameter \"bailiwick.tenant\" from public",
                        "revoke set on parameter \"bailiwick.scope\" from public");

        try (Connection bare = school.database().app().getConnection()) {
            assertThat(Sql.list(bare, forged)).as("still set").isEqualTo(List.of(School.BOLT + ""));
        }
        assertThat(shownBy(form, "select name from (" + forged + ") x, pupil")).hasSize(9);
    }

    @ParameterizedTest
    @EnumSource
    void aTokenIsRefusedOnAnotherConnection(SealForm form) throws SQLException {
        SealedSchool school = sealed(form);
        try (Connection one = school.bare();
                Connection other = school.bare()) {
            String captured = school.token(one, School.bolt());

            assertThat(
                            Sql.stateOf(
                                    () -> {
                                        school.enter(other, captured);
                                        Sql.list(other, PUPILS);
                                    }))
                    .isEqualTo(Sql.REFUSED);
            school.enter(one, captured);
            assertThat(Sql.list(one, PUPILS)).as("control").hasSize(7);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTokenWithAnythingChangedIsRefused(SealForm form) throws SQLException {
        SealedSchool school = sealed(form);
        for (int at : List.of(0, 63, 64, 69, 81, 82, 90, 110, -1)) {
            try (Connection bare = school.bare()) {
                StringBuilder token = new StringBuilder(school.token(bare, School.bolt()));
                int index = at < 0 ? token.length() - 1 : at;
                token.setCharAt(index, token.charAt(index) == '1' ? '2' : '1');

                assertThat(
                                Sql.stateOf(
                                        () -> {
                                            school.enter(bare, token.toString());
                                            Sql.list(bare, PUPILS);
                                        }))
                        .as("changed at %s", at)
                        .isEqualTo(Sql.REFUSED);
            }
        }
    }

    /** What the threat model says of it: until it expires. */
    @Test
    void aTokenOfTheSameConnectionIsGoodUntilItExpiresInThePortableForm() throws SQLException {
        SealedSchool school = portable;
        try (Connection bare = school.bare()) {
            String captured = school.token(bare, School.bolt());
            school.enter(bare, school.token(bare, School.acme()));
            assertThat(Sql.list(bare, PUPILS)).hasSize(9);

            school.enter(bare, captured);
            assertThat(Sql.list(bare, PUPILS)).hasSize(7);
        }
    }

    /** Neither the plain scope nor a blank one is an error: they show nothing. */
    @ParameterizedTest
    @EnumSource
    void withoutATokenNothingIsShown(SealForm form) throws SQLException {
        SealedSchool school = sealed(form);
        try (Connection bare = school.bare()) {
            assertThat(Sql.list(bare, PUPILS)).isEmpty();
            Sql.execute(bare, "set bailiwick.scope = ''");
            Sql.execute(bare, "set bailiwick.tenant = '%s'".formatted(School.BOLT));
            assertThat(Sql.list(bare, PUPILS)).isEmpty();
        }
    }

    private static List<String> shownBy(SealForm form, String sql) throws SQLException {
        Scope scope = School.acme();
        return rowsOrNone(() -> Sql.list(sealed(form).app(), scope, sql));
    }

    /** An attack that ends in a refusal shows nothing; any other failure is one of the test. */
    private static List<String> rowsOrNone(Reading reading) throws SQLException {
        try {
            return reading.rows();
        } catch (SQLException refused) {
            assertThat(refused.getSQLState()).isEqualTo(Sql.REFUSED);
            return List.of();
        }
    }

    /** Something that shows rows or is refused. */
    private interface Reading {

        List<String> rows() throws SQLException;
    }
}
