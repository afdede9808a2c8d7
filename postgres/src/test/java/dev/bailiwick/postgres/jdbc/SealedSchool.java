package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.postgres.Schools;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.sealed.Backend;
import dev.bailiwick.postgres.sealed.Seal;
import dev.bailiwick.postgres.sealed.SealForm;
import dev.bailiwick.postgres.sealed.SealKey;
import dev.bailiwick.postgres.sealed.SealKeys;
import dev.bailiwick.postgres.sealed.SealSql;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

/** The schools, sealed. The portable form is set up without any superuser. */
public record SealedSchool(TestDatabase database, Wall wall, Seal seal, SealKey key) {

    /** Who sets the verifier up: may create roles, and schemas in the database; no superuser. */
    public static final String ADMIN = "school_admin";

    public static SealedSchool of(SealForm form) throws SQLException {
        return of(form, School.database(), School.WALL);
    }

    /** With the role for scopes over several tenants. */
    public static SealedSchool ofSeveral(SealForm form) throws SQLException {
        return of(form, Schools.database(), Schools.WALL);
    }

    /** Something else than a school, which is sealed the same. */
    public static SealedSchool of(SealForm form, TestDatabase database, Wall wall)
            throws SQLException {
        List<String> users = new ArrayList<>(wall.roles().granted());
        users.add(wall.roles().owner());
        database.asSuperuser(
                """
                do $$ begin
                    if to_regrole('school_admin') is null then create role school_admin login createrole; end if;
                    execute format('grant create on database %I to school_admin', current_database());
                end $$;
                """);
        try (Connection admin = database.as(ADMIN).getConnection()) {
            Sql.execute(admin, SealSql.setup(SealForm.PORTABLE, users));
        }
        if (form == SealForm.SLOT) {
            database.asSuperuser(SealSql.setup(form, users));
        }
        database.asOwner(WallSql.functions(wall.sealedAs(form)));
        SealKey key = SealKey.generate(7);
        SealKeys.in(database.as(ADMIN)).add(key);
        return new SealedSchool(database, wall, Seal.of(form, key), key);
    }

    /** The same, with a seal for use behind a pooler. */
    public SealedSchool pooled() {
        return new SealedSchool(database, wall, seal.pooled(), key);
    }

    public SealKeys keys() {
        return SealKeys.in(database.as(ADMIN));
    }

    public ScopedDataSource app() {
        return app(seal);
    }

    public ScopedDataSource app(Seal other) {
        return ScopedDataSource.sealed(database.app(), wall, other);
    }

    /** For scopes of one tenant and of several, each from its own connections. */
    public ScopedDataSource both() {
        return app().or(ScopedDataSource.several(database.as(Schools.ROLE), wall, seal));
    }

    /** A pool of a single connection, so that all tenants come over the same one. */
    HikariDataSource single(boolean autoCommit) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database.app());
        config.setMaximumPoolSize(1);
        config.setAutoCommit(autoCommit);
        return new HikariDataSource(config);
    }

    /**
     * Enters with a captured token, in a transaction of Acme whose own turn is undone first.
     *
     * @return the SQLSTATE of the refusal
     */
    static String replayed(DataSource source, String captured) throws SQLException {
        return Scopes.call(
                School.acme(),
                () -> {
                    try (Connection connection = source.getConnection()) {
                        connection.setAutoCommit(false);
                        assertThat(Sql.list(connection, "select name from pupil")).hasSize(9);
                        return Sql.stateOf(
                                () ->
                                        Sql.execute(
                                                connection,
                                                "rollback; begin; select bailiwick_seal.enter('%s')"
                                                        .formatted(captured)));
                    }
                });
    }

    /** What the application would mint for a connection that has no toolkit around it. */
    public String token(Connection bare, Scope scope) throws SQLException {
        return token(bare, scope, Duration.ZERO);
    }

    /**
     * @param ahead how much later than usual the token expires
     */
    public String token(Connection bare, Scope scope, Duration ahead) throws SQLException {
        ScopeContext plain =
                scope instanceof Scope.Tenants ? ScopeContext.several(wall) : ScopeContext.of(wall);
        return seal.mint(backend(bare, ahead), plain.settings(), plain.values(scope));
    }

    /** One that begins the turns of a fresh connection, as the application does. */
    public String beginning(Connection bare) throws SQLException {
        return seal.mint(backend(bare, Duration.ZERO), List.of(), List.of());
    }

    private Backend backend(Connection bare, Duration ahead) throws SQLException {
        try (Statement statement = bare.createStatement();
                ResultSet answer = statement.executeQuery(seal.form().enquiry())) {
            answer.next();
            return new Backend(
                    answer.getInt(1),
                    answer.getInt(2),
                    ahead,
                    answer.getString(4),
                    seal.isPooled() ? answer.getString(5) : "");
        }
    }

    /** Enters, in the open transaction of {@code bare}, whatever the token says. */
    public void enter(Connection bare, String token) throws SQLException {
        Sql.list(bare, seal.form().context(), token);
    }

    /** A connection of the app role whose transactions are its own affair. */
    public Connection bare() throws SQLException {
        return bare("school_app");
    }

    public Connection bare(String role) throws SQLException {
        Connection bare = database.as(role).getConnection();
        if (seal.form() == SealForm.SLOT && !seal.isPooled()) {
            enter(bare, beginning(bare));
        }
        bare.setAutoCommit(false);
        return bare;
    }
}
