package dev.bailiwick.testbed;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.postgresql.ds.PGSimpleDataSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

/** The one PostgreSQL of this JVM, and the templates on it; started by whoever asks first. */
final class Server {

    private static final EmbeddedPostgres POSTGRES = start();

    private static final Map<Blueprint, String> TEMPLATES = new HashMap<>();
    private static int databases;

    private Server() {}

    /** A new database, copied from the blueprint's template. */
    static synchronized TestDatabase database(Blueprint blueprint) throws SQLException {
        String template = TEMPLATES.get(blueprint);
        if (template == null) {
            template = blueprint.schema() + "_template" + TEMPLATES.size();
            create(template, "template0", blueprint);
            make(template, blueprint);
            TEMPLATES.put(blueprint, template);
        }
        databases++;
        String name = "test" + databases;
        create(name, template, blueprint);
        return new TestDatabase(name, blueprint);
    }

    /** Whoever connects is believed to be who it says it is. */
    static PGSimpleDataSource source(String database, String role, String schema) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"localhost"});
        source.setPortNumbers(new int[] {POSTGRES.getPort()});
        source.setDatabaseName(database);
        source.setUser(role);
        source.setCurrentSchema(schema);
        return source;
    }

    static void execute(DataSource source, Iterable<String> statements) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void create(String name, String template, Blueprint blueprint)
            throws SQLException {
        DataSource administration = POSTGRES.getPostgresDatabase();
        execute(administration, blueprint.roles());
        execute(
                administration,
                List.of(
                        "create database %s template %s owner %s"
                                .formatted(name, template, blueprint.owner()),
                        "revoke temporary on database %s from public".formatted(name)));
    }

    private static void make(String template, Blueprint blueprint) throws SQLException {
        DataSource superuser = source(template, TestDatabase.SUPERUSER, blueprint.schema());
        execute(
                superuser,
                List.of(
                        "create schema %s authorization %s"
                                .formatted(blueprint.schema(), blueprint.owner())));
        execute(
                source(template, blueprint.owner(), blueprint.schema()),
                blueprint.ownerStatements());
        execute(superuser, blueprint.superuserStatements());
    }

    private static EmbeddedPostgres start() {
        try {
            return configured(EmbeddedPostgres.builder()).start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A standby must be no smaller than its primary. */
    static EmbeddedPostgres.Builder configured(EmbeddedPostgres.Builder builder) {
        return builder.setServerConfig("max_connections", "200")
                // off by default; on, so that what it would allow is seen to be refused
                .setServerConfig("max_prepared_transactions", "10")
                .setServerConfig("wal_level", "logical");
    }

    static int port() {
        return POSTGRES.getPort();
    }

    static DataSource administration() {
        return POSTGRES.getPostgresDatabase();
    }
}
