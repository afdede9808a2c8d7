package dev.bailiwick.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.postgresql.ds.PGSimpleDataSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

/** One PostgreSQL for all tests, and a database of its own for each that asks. */
final class TestDatabase {

    private static final EmbeddedPostgres POSTGRES = start();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String name;

    private TestDatabase(String name) {
        this.name = name;
    }

    /** The schools' database, walled, with rows. */
    static TestDatabase school() throws SQLException {
        String name = "test" + NUMBER.incrementAndGet();
        execute(
                POSTGRES.getPostgresDatabase(),
                "create database %s template school owner school_owner".formatted(name),
                "revoke temporary on database %s from public".formatted(name));
        return new TestDatabase(name);
    }

    /** What all of them are copied from. */
    private static void makeTemplate(EmbeddedPostgres postgres) throws SQLException {
        execute(postgres.getPostgresDatabase(), "create database school owner school_owner");
        execute(
                source(postgres, "school", "postgres"),
                "create schema school authorization school_owner");
        execute(
                source(postgres, "school", "school_owner"),
                WallSql.functions(),
                School.TABLES,
                WallSql.isolation(School.WALL));
        execute(source(postgres, "school", "postgres"), School.ROWS);
    }

    /** The same rows where nothing protects them: an attack that fails here proves nothing. */
    TestDatabase withTwins() throws SQLException {
        asSuperuser(
                """
                create schema bare;
                create table bare.pupil as select * from school.pupil;
                create table bare.entry as select * from school.entry;
                create table bare.page as select * from school.page;
                grant usage on schema bare to school_app;
                grant all on all tables in schema bare to school_app;
                """);
        return this;
    }

    PGSimpleDataSource as(String role) {
        return source(POSTGRES, name, role);
    }

    private static PGSimpleDataSource source(
            EmbeddedPostgres postgres, String database, String role) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"localhost"});
        source.setPortNumbers(new int[] {postgres.getPort()});
        source.setDatabaseName(database);
        source.setUser(role);
        source.setCurrentSchema("school");
        return source;
    }

    PGSimpleDataSource app() {
        return as("school_app");
    }

    ScopedDataSource scoped() {
        return ScopedDataSource.of(app(), School.WALL.dimensions());
    }

    void asSuperuser(String... statements) throws SQLException {
        execute(as("postgres"), statements);
    }

    void asOwner(String... statements) throws SQLException {
        execute(as("school_owner"), statements);
    }

    private static void execute(DataSource source, String... statements) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
            execute(
                    postgres.getPostgresDatabase(),
                    """
                    create role school_owner login;
                    create role school_app login;
                    create role school_worker login;
                    create role school_maint login bypassrls;
                    """);
            makeTemplate(postgres);
            return postgres;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
