package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeLeftOpenException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;
import dev.bailiwick.testbed.Wire;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalConnectionPoolConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;

import org.apache.commons.dbcp2.BasicDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Stream;

import javax.sql.DataSource;

/** Pools of one connection, so that the next borrower gets what the last one left. */
class PoolIT {

    private static final String PUPILS = "select name from pupil";
    private static final String BACKEND = "select pg_backend_pid()::text";

    private TestDatabase database;

    @BeforeEach
    void open() throws SQLException {
        database = School.database();
    }

    static Stream<Named<Pool>> pools() {
        return Stream.of(
                Named.of("no pool", PoolIT::noPool),
                Named.of("HikariCP", PoolIT::hikari),
                Named.of("Commons DBCP", PoolIT::dbcp),
                Named.of("Agroal", PoolIT::agroal));
    }

    static Stream<Named<Pool>> reusing() {
        return pools().skip(1);
    }

    private static Opened noPool(PGSimpleDataSource driver) {
        return new Opened(driver, () -> {});
    }

    private static Opened hikari(PGSimpleDataSource driver) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(driver);
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(30_000);
        HikariDataSource pool = new HikariDataSource(config);
        return new Opened(pool, pool::close);
    }

    private static Opened dbcp(PGSimpleDataSource driver) {
        BasicDataSource pool = new BasicDataSource();
        pool.setUrl(driver.getUrl());
        pool.setUsername(driver.getUser());
        pool.setMaxTotal(1);
        pool.setMaxWait(Duration.ofSeconds(30));
        return new Opened(pool, pool::close);
    }

    private static Opened agroal(PGSimpleDataSource driver) throws SQLException {
        AgroalConnectionFactoryConfigurationSupplier connections =
                new AgroalConnectionFactoryConfigurationSupplier()
                        .jdbcUrl(driver.getUrl())
                        .principal(new NamePrincipal(String.valueOf(driver.getUser())));
        AgroalConnectionPoolConfigurationSupplier one =
                new AgroalConnectionPoolConfigurationSupplier()
                        .maxSize(1)
                        .acquisitionTimeout(Duration.ofSeconds(30))
                        // without it Agroal goes on handing out what is closed
                        .exceptionSorter(new PostgreSQLExceptionSorter())
                        .connectionFactoryConfiguration(connections);
        AgroalDataSource pool =
                AgroalDataSource.from(
                        new AgroalDataSourceConfigurationSupplier()
                                .connectionPoolConfiguration(one));
        return new Opened(pool, pool::close);
    }

    @ParameterizedTest
    @MethodSource("pools")
    void tenantsFollowEachOtherOnOneConnection(Pool kind) throws Exception {
        Opened pool = kind.over(database.app());
        try (pool) {
            ScopedDataSource source = scoped(pool);
            for (int run = 0; run < 6; run++) {
                assertThat(Sql.list(source, School.acme(), PUPILS)).hasSize(9);
                assertThat(Sql.list(source, School.bolt(), PUPILS)).hasSize(7);
                assertThat(Sql.list(source, new Scope.Global(), PUPILS)).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("reusing")
    void k40ATenantOfTheSessionIsThrownAwayWithItsConnection(Pool kind) throws Exception {
        Opened pool = kind.over(database.app());
        try (pool) {
            String before = Sql.list(pool.source(), new Scope.Global(), BACKEND).getFirst();
            assertThat(Sql.list(pool.source(), new Scope.Global(), BACKEND))
                    .as("control: the pool hands out one connection again and again")
                    .containsExactly(before);
            Sql.execute(
                    pool.source(),
                    new Scope.Global(),
                    "set bailiwick.tenant = '" + School.ACME + "'");
            assertThat(Sql.list(pool.source(), new Scope.Global(), PUPILS))
                    .as("control: without the toolkit the next borrower has the tenant")
                    .hasSize(9);

            ScopedDataSource source = scoped(pool);
            assertThat(Sql.list(source, School.bolt(), PUPILS)).hasSize(7);
            assertThat(Sql.list(source, new Scope.Global(), BACKEND)).doesNotContain(before);
        }
    }

    @ParameterizedTest
    @MethodSource("reusing")
    void k67AConnectionThatCannotBeRolledBackIsNotGivenToAnybodyElse(Pool kind) throws Exception {
        try (Wire wire = Wire.to(database.app());
                Opened pool = kind.over(wire.through())) {
            ScopedDataSource source = scoped(pool);
            Connection connection = source.getConnection();
            connection.setAutoCommit(false);
            assertThatExceptionOfType(ScopeLeftOpenException.class)
                    .isThrownBy(
                            () -> Scopes.call(School.acme(), () -> Sql.list(connection, PUPILS)));

            wire.cut();
            assertThat(Sql.stateOf(connection::close)).isIn("", "08006", "08003");
            wire.mend();

            assertThat(Sql.list(source, School.bolt(), PUPILS)).hasSize(7);
        }
    }

    @ParameterizedTest
    @MethodSource("reusing")
    void aTransactionLeftOpenIsRolledBackBeforeTheNextBorrower(Pool kind) throws Exception {
        try (Opened pool = kind.over(database.app())) {
            ScopedDataSource source = scoped(pool);
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(
                            () ->
                                    Scopes.call(
                                            School.acme(),
                                            () -> {
                                                try (Connection connection =
                                                        source.getConnection()) {
                                                    connection.setAutoCommit(false);
                                                    Sql.update(
                                                            connection,
                                                            "update pupil set name = 'acme-late'");
                                                    throw new IllegalStateException("lost");
                                                }
                                            }));

            assertThat(Sql.list(source, School.bolt(), PUPILS)).hasSize(7);
            assertThat(Sql.list(source, School.acme(), PUPILS)).doesNotContain("acme-late");
        }
    }

    /**
     * Rows K51: a transaction that another one starts has a connection, and a context, of its own.
     */
    @ParameterizedTest
    @MethodSource("pools")
    void k51EveryConnectionOfAScopeIsTold(Pool kind) throws Exception {
        PGSimpleDataSource driver = database.app();
        try (Opened outer = kind.over(driver);
                Opened inner = kind.over(driver)) {
            Scopes.call(
                    School.acme(),
                    () -> {
                        try (Connection first = scoped(outer).getConnection();
                                Connection second = scoped(inner).getConnection()) {
                            first.setAutoCommit(false);
                            second.setAutoCommit(false);
                            assertThat(Sql.list(first, PUPILS)).hasSize(9);
                            assertThat(Sql.list(second, PUPILS)).hasSize(9);
                            second.commit();
                            assertThat(Sql.list(first, PUPILS)).hasSize(9);
                            first.commit();
                        }
                        return kind;
                    });
        }
    }

    private static ScopedDataSource scoped(Opened pool) {
        return ScopedDataSource.of(pool.source(), School.WALL);
    }

    /** A kind of pool. */
    @FunctionalInterface
    interface Pool {

        Opened over(PGSimpleDataSource driver) throws SQLException;
    }

    /** A pool, and how it is closed. */
    record Opened(DataSource source, Sql.Work end) implements AutoCloseable {

        @Override
        public void close() throws SQLException {
            end.run();
        }
    }
}
