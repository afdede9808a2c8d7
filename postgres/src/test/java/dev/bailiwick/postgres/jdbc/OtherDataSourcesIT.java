package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.Fault;
import dev.bailiwick.core.WallException;
import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.sql.DataSource;

/** A second data source is a second way in: row K63. */
class OtherDataSourcesIT {

    private static TestDatabase database;
    private static ScopedDataSource scoped;

    @BeforeAll
    static void open() throws SQLException {
        database = School.database();
        scoped = School.scoped(database);
    }

    @Test
    void k63ADataSourceThatAsksForNoScopeIsAFault() throws SQLException {
        try (Connection around = database.as("school_maint").getConnection()) {
            assertThat(Sql.list(around, "select name from pupil")).as("the attack").hasSize(16);
        }

        assertThat(faults(Map.of("main", scoped, "reports", database.as("school_maint"))))
                .containsExactly(
                        "data source reports: reaches the same database as school_maint without a"
                                + " scope; wrap it with ScopedDataSource.of, or declare it");
        assertThatExceptionOfType(WallException.class)
                .isThrownBy(
                        () ->
                                OtherDataSources.of(scoped, Set.of())
                                        .check(Map.of("reports", database.app())));
    }

    @Test
    void k63APoolIsRecognisedByWhatItReaches() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database.app());
        try (HikariDataSource pool = new HikariDataSource(config)) {
            assertThat(faults(Map.of("pool", pool))).hasSize(1);
        }
    }

    @Test
    void onesThatAreScopedOrDeclaredAreNone() throws SQLException {
        Map<String, DataSource> all =
                Map.of(
                        "main", scoped,
                        "lazy", new LazyConnectionDataSourceProxy(scoped),
                        "maintenance",
                                ScopedDataSource.maintenance(database.as("school_maint"), _ -> {}),
                        "migration", database.as("school_owner"),
                        "elsewhere", School.database().app());

        assertThat(OtherDataSources.of(scoped, Set.of("migration")).faults(all)).isEmpty();
        OtherDataSources.of(scoped, Set.of("migration")).check(all);
    }

    @Test
    void whatCannotBeLookedAtIsNotTakenForRight() throws SQLException {
        PGSimpleDataSource gone = database.app();
        gone.setDatabaseName("nowhere");

        assertThat(faults(Map.of("gone", gone)))
                .containsExactly("data source gone: cannot be looked at: SQLSTATE 3D000");
    }

    @Test
    void oneThatIsDeclaredAndDoesNotExistIsAFault() throws SQLException {
        assertThat(OtherDataSources.of(scoped, Set.of("migraton")).faults(Map.of("main", scoped)))
                .extracting(Fault::toString)
                .containsExactly("data source migraton: is declared, and there is none");
    }

    private static List<String> faults(Map<String, ? extends DataSource> all) throws SQLException {
        return OtherDataSources.of(scoped, Set.of()).faults(all).stream()
                .map(Fault::toString)
                .toList();
    }
}
