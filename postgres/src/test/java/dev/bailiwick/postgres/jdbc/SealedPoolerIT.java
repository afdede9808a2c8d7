package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.postgres.Schools;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.sealed.Seal;
import dev.bailiwick.postgres.sealed.SealForm;
import dev.bailiwick.testbed.PgBouncer;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.SwappingPooler;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

import javax.sql.DataSource;

/**
 * Sealed scopes behind a pooler in transaction mode: a token is for the one transaction whose
 * server process was met, however that transaction begins and ends.
 */
class SealedPoolerIT {

    private static final String PUPILS = "select name from pupil";

    @ParameterizedTest
    @EnumSource
    void worksBehindAPoolerThatSwapsAtEachTransactionsEnd(SealForm form) throws Exception {
        SealedSchool school = school(form);
        try (SwappingPooler pooler = SwappingPooler.before(school.database().app(), 2)) {
            proves(school, pooler.through());
        }
        try (SwappingPooler pooler = SwappingPooler.before(school.database().as(Schools.ROLE), 2)) {
            reachesSeveral(school, pooler.through());
        }
    }

    @ParameterizedTest
    @EnumSource
    void worksBehindPgBouncer(SealForm form, @TempDir Path folder, @TempDir Path another)
            throws Exception {
        assumeThat(PgBouncer.isInstalled()).as("pgbouncer is on the path").isTrue();
        SealedSchool school = school(form);
        for (String role : new String[] {"school_app", Schools.ROLE}) {
            // a pooler passes on no search_path of a client's
            school.database()
                    .asSuperuser(
                            "alter role %s in database %s set search_path = school"
                                    .formatted(role, school.database().name()));
        }
        try (PgBouncer pooler = PgBouncer.before(school.database().app(), folder, 2)) {
            proves(school, pooler.through());
        }
        try (PgBouncer pooler = PgBouncer.before(school.database().as(Schools.ROLE), another, 2)) {
            reachesSeveral(school, pooler.through());
        }
    }

    /** Whichever statements it prepares: those that tell the scope go along with the others. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIMPLE")
    void worksInEveryModeInWhichTheDriverAsks(PreferQueryMode mode) throws Exception {
        for (SealForm form : SealForm.values()) {
            SealedSchool school = school(form);
            try (SwappingPooler pooler = SwappingPooler.before(school.database().app(), 2)) {
                PGSimpleDataSource source = pooler.through();
                source.setPreferQueryMode(mode);
                proves(school, source);
            }
        }
    }

    /** Names are unique when a transaction is committed, so that commits can fail. */
    private static SealedSchool school(SealForm form) throws SQLException {
        SealedSchool school = SealedSchool.ofSeveral(form);
        school.database()
                .asOwner(
                        "alter table school.pupil add unique (tenant_id, name) deferrable initially"
                                + " deferred");
        return school;
    }

    private static void proves(SealedSchool school, PGSimpleDataSource pooled) throws Exception {
        ScopedDataSource direct = ScopedDataSource.sealed(pooled, school.wall(), school.seal());
        ScopedDataSource source =
                ScopedDataSource.sealed(pooled, school.wall(), school.seal().pooled());

        theFirstTransactionsAreRolledBack(source);
        PoolerIT.keepsItsTenants(source);
        goesOnWhateverATransactionBeginsAndEndsWith(source);
        assertThatExceptionOfType(SQLException.class)
                .as("the control: without asking who serves")
                .isThrownBy(
                        () -> {
                            for (int run = 0; run < 8; run++) {
                                Sql.list(direct, School.acme(), PUPILS);
                            }
                        });
    }

    /** Of each server process. */
    private static void theFirstTransactionsAreRolledBack(ScopedDataSource source)
            throws SQLException {
        Scopes.call(
                School.acme(),
                () -> {
                    try (Connection connection = source.getConnection()) {
                        connection.setAutoCommit(false);
                        for (int run = 0; run < 6; run++) {
                            assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                            connection.rollback();
                        }
                    }
                    return 0;
                });
    }

    private static void goesOnWhateverATransactionBeginsAndEndsWith(ScopedDataSource source)
            throws SQLException {
        String twice = "insert into pupil (name) values ('acme-1')";
        Scopes.call(
                School.acme(),
                () -> {
                    try (Connection connection = source.getConnection()) {
                        for (int run = 0; run < 6; run++) {
                            assertThat(Sql.stateOf(() -> Sql.update(connection, twice)))
                                    .as("a commit that fails in autocommit")
                                    .isEqualTo("23505");
                            assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                        }
                        connection.setAutoCommit(false);
                        for (int run = 0; run < 6; run++) {
                            beginsWithASavepoint(connection);
                            Sql.update(connection, twice);
                            assertThat(Sql.stateOf(connection::commit)).isEqualTo("23505");
                            assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                            Sql.execute(connection, "commit and chain");
                            assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                            Sql.stateOf(() -> Sql.list(connection, "select 1 / 0 from pupil"));
                            connection.rollback();
                        }
                    }
                    return 0;
                });
    }

    private static void beginsWithASavepoint(Connection connection) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        assertThat(Sql.list(connection, PUPILS)).hasSize(9);
        connection.rollback(savepoint);
        assertThat(Sql.list(connection, PUPILS)).hasSize(9);
        connection.releaseSavepoint(savepoint);
        connection.commit();
        connection.setSavepoint();
        connection.rollback();
        Savepoint first = connection.setSavepoint();
        Sql.stateOf(() -> Sql.list(connection, "select 1 / 0 from pupil"));
        connection.rollback(first);
        assertThat(Sql.list(connection, PUPILS)).hasSize(9);
        connection.commit();
    }

    private static void reachesSeveral(SealedSchool school, PGSimpleDataSource pooled)
            throws SQLException {
        Wall wall = school.wall();
        Seal seal = school.seal();
        // snippet pooled
        DataSource source = ScopedDataSource.several(pooled, wall, seal.pooled());
        // end
        for (int run = 0; run < 6; run++) {
            assertThat(Sql.list(source, Schools.acmeAndBolt(), PUPILS)).hasSize(16);
            assertThat(
                            Sql.update(
                                    source,
                                    Schools.acmeAndBolt().naming(School.BOLT),
                                    "update pupil set name = name"))
                    .isEqualTo(7);
        }
    }
}
