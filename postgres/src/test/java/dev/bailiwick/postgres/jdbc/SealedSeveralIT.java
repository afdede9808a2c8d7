package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scope;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.School;
import dev.bailiwick.postgres.Schools;
import dev.bailiwick.postgres.sealed.SealForm;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import javax.sql.DataSource;

/**
 * Scopes over several tenants, sealed: the set that is read and the tenant that is named are in the
 * token. The control of the attacks is the plain form, where each must succeed.
 */
class SealedSeveralIT {

    private static final String PUPILS = "select name from pupil";

    private static final Map<SealForm, SealedSchool> SEALED = new EnumMap<>(SealForm.class);
    private static TestDatabase plain;

    @BeforeAll
    static void open() throws SQLException {
        for (SealForm form : SealForm.values()) {
            SEALED.put(form, SealedSchool.ofSeveral(form));
        }
        plain = Schools.database();
    }

    private static SealedSchool sealed(SealForm form) {
        return Objects.requireNonNull(SEALED.get(form));
    }

    @ParameterizedTest
    @EnumSource
    void sB4TheRowsOfAllTenantsInScopeAreReadAndNoOthers(SealForm form) throws SQLException {
        DataSource source = sealed(form).both();

        assertThat(Sql.list(source, Schools.acmeAndBolt(), PUPILS))
                .hasSize(16)
                .allMatch(name -> name.startsWith("acme") || name.startsWith("bolt"));
        assertThat(Sql.list(source, Scope.Tenants.of(Schools.CORE), PUPILS))
                .containsExactly("core-1");
        assertThat(Sql.list(source, Scope.Tenants.of(Set.of()), PUPILS)).isEmpty();
        assertThat(Sql.list(source, School.acme(), PUPILS)).hasSize(9);
    }

    @ParameterizedTest
    @EnumSource
    void k249TheNamedTenantAloneIsWritten(SealForm form) throws SQLException {
        DataSource source = sealed(form).both();
        String insert = "insert into pupil (tenant_id, name) values (?, 'new')";
        Scope named = Schools.acmeAndBolt().naming(School.BOLT);

        assertThat(Sql.update(source, named, "insert into pupil (name) values ('new')")).isOne();
        assertThat(Sql.update(source, named, insert, School.BOLT.value())).isOne();
        assertThat(Sql.list(source, named, PUPILS)).hasSize(18);
        assertThat(Sql.update(source, named, "delete from pupil where name = 'new'")).isEqualTo(2);
        for (Object other : List.of(School.ACME.value(), Schools.CORE.value())) {
            assertThat(Sql.stateOf(() -> Sql.update(source, named, insert, other)))
                    .isEqualTo(Sql.REFUSED);
        }
        assertThat(
                        Sql.stateOf(
                                () ->
                                        Sql.update(
                                                source,
                                                Schools.acmeAndBolt(),
                                                "delete from pupil")))
                .as("nobody is named")
                .isEqualTo(Sql.REFUSED);
    }

    @ParameterizedTest
    @EnumSource
    void isLetThroughByTheGateAsEitherRole(SealForm form) throws SQLException {
        TestDatabase database = sealed(form).database();
        Gate gate = Gate.of(Schools.WALL.sealedAs(form));

        assertThat(gate.faults(database.app())).isEmpty();
        assertThat(gate.faultsOfSeveral(database.as(Schools.ROLE))).isEmpty();
        assertThat(Gate.of(Schools.WALL).faults(database.app()))
                .as("a gate that expects plain scopes")
                .isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void k29ATenantAddedToTheSetInTheSameStatementIsNotRead(SealForm form) throws SQLException {
        String forged =
                ("select name from (select set_config('bailiwick.tenants', '%s', true)) x cross"
                                + " join lateral (select name from pupil offset 0) y")
                        .formatted(Schools.CORE);
        assertThat(Sql.list(Schools.scoped(plain), Schools.acmeAndBolt(), forged))
                .as("control")
                .containsExactly("core-1");

        assertThat(Sql.list(sealed(form).both(), Schools.acmeAndBolt(), forged)).hasSize(16);
    }

    @ParameterizedTest
    @EnumSource
    void k249ATenantNamedBySqlIsNotWritten(SealForm form) throws SQLException {
        String forged =
                ("insert into pupil (tenant_id, name) select named::uuid, 'forged' from (select"
                                + " set_config('bailiwick.tenant', '%s', true)) x (named)")
                        .formatted(School.BOLT);
        Scope acme = Schools.acmeAndBolt().naming(School.ACME);
        assertThat(Sql.update(Schools.scoped(plain), acme, forged)).as("control").isOne();

        assertThat(Sql.stateOf(() -> Sql.update(sealed(form).both(), acme, forged)))
                .isEqualTo(Sql.REFUSED);
    }

    @ParameterizedTest
    @EnumSource
    void aTokenWithAnotherTenantInItIsRefused(SealForm form) throws SQLException {
        SealedSchool school = sealed(form);
        try (Connection bare = school.bare(Schools.ROLE)) {
            String own = school.token(bare, Schools.acmeAndBolt());
            String forged =
                    own.replace(
                            inToken(form, School.BOLT.toString()),
                            inToken(form, "" + Schools.CORE));
            assertThat(forged).isNotEqualTo(own);

            assertThat(stateOf(school, bare, forged)).isEqualTo(Sql.REFUSED);
            bare.rollback();
            assertThat(stateOf(school, bare, own)).as("control").isEmpty();
            assertThat(Sql.list(bare, PUPILS)).hasSize(16);
        }
    }

    @ParameterizedTest
    @EnumSource
    void k34AnExpiredTokenAndOneOfAnotherConnectionAreRefused(SealForm form) throws SQLException {
        SealedSchool school = sealed(form);
        try (Connection bare = school.bare(Schools.ROLE);
                Connection other = school.bare(Schools.ROLE)) {
            String expired = school.token(bare, Schools.acmeAndBolt(), Duration.ofSeconds(-6));
            assertThat(stateOf(school, bare, expired)).isEqualTo(Sql.REFUSED);
            bare.rollback();
            String captured = school.token(bare, Schools.acmeAndBolt());
            assertThat(stateOf(school, other, captured)).isEqualTo(Sql.REFUSED);
            assertThat(stateOf(school, bare, captured)).as("control").isEmpty();
        }
    }

    /** In the form with a slot it is refused; in the other, only once it has expired. */
    @ParameterizedTest
    @EnumSource
    void aTokenOfMoreTenantsThatWasUsedBefore(SealForm form) throws SQLException {
        SealedSchool school = sealed(form);
        Scope.Tenants all = Scope.Tenants.of(School.ACME, School.BOLT, Schools.CORE);
        try (Connection bare = school.bare(Schools.ROLE)) {
            String captured = school.token(bare, all);
            school.enter(bare, captured);
            assertThat(Sql.list(bare, PUPILS)).hasSize(17);
            bare.commit();
            school.enter(bare, school.token(bare, Scope.Tenants.of(School.BOLT)));
            assertThat(Sql.list(bare, PUPILS)).hasSize(7);

            String state = stateOf(school, bare, captured);

            assertThat(state).isEqualTo(form == SealForm.SLOT ? Sql.REFUSED : "");
        }
    }

    /** A pooled seal's token ends with its transaction in either form. */
    @ParameterizedTest
    @EnumSource
    void aPooledTokenThatWasUsedBeforeIsRefused(SealForm form) throws SQLException {
        SealedSchool school = sealed(form).pooled();
        try (Connection bare = school.bare(Schools.ROLE)) {
            String captured = school.token(bare, Schools.acmeAndBolt());
            assertThat(stateOf(school, bare, captured)).as("control").isEmpty();
            assertThat(Sql.list(bare, PUPILS)).hasSize(16);
            bare.commit();

            assertThat(stateOf(school, bare, captured)).isEqualTo(Sql.REFUSED);
        }
    }

    /** Of entering and, since the portable form verifies no earlier, of reading. */
    private static String stateOf(SealedSchool school, Connection bare, String token) {
        return Sql.stateOf(
                () -> {
                    school.enter(bare, token);
                    Sql.list(bare, PUPILS);
                });
    }

    private static String inToken(SealForm form, String text) {
        return form == SealForm.PORTABLE
                ? text
                : HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
