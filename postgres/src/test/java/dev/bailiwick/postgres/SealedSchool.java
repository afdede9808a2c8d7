package dev.bailiwick.postgres;

import dev.bailiwick.core.Scope;
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
import java.util.List;

/** The schools, sealed. The portable form is set up without any superuser. */
record SealedSchool(TestDatabase database, Seal seal, SealKey key) {

    /** Who sets the verifier up: may create roles, and schemas in the database; no superuser. */
    static final String ADMIN = "school_admin";

    private static final List<String> USERS =
            List.of("school_app", "school_owner", "school_worker", "school_maint");

    static SealedSchool of(SealForm form) throws SQLException {
        TestDatabase database = School.database();
        database.asSuperuser(
                """
                do $$ begin
                    if to_regrole('school_admin') is null then create role school_admin login createrole; end if;
                    execute format('grant create on database %I to school_admin', current_database());
                end $$;
                """);
        try (Connection admin = database.as(ADMIN).getConnection()) {
            Sql.execute(admin, SealSql.setup(SealForm.PORTABLE, USERS));
        }
        if (form == SealForm.SLOT) {
            database.asSuperuser(SealSql.setup(form, USERS));
        }
        database.asOwner(WallSql.functions(School.WALL, form));
        SealKey key = SealKey.generate(7);
        SealKeys.in(database.as(ADMIN)).add(key);
        return new SealedSchool(database, Seal.of(form, key), key);
    }

    SealKeys keys() {
        return SealKeys.in(database.as(ADMIN));
    }

    ScopedDataSource app() {
        return app(seal);
    }

    ScopedDataSource app(Seal other) {
        return ScopedDataSource.sealed(database.app(), School.WALL, other);
    }

    /** What the application would mint for a connection that has no toolkit around it. */
    String token(Connection bare, Scope scope) throws SQLException {
        return token(bare, scope, Duration.ZERO);
    }

    /**
     * @param ahead how much later than usual the token expires
     */
    String token(Connection bare, Scope scope, Duration ahead) throws SQLException {
        ScopeContext plain = new ScopeContext(School.WALL.dimensions());
        return seal.mint(backend(bare, ahead), plain.settings(), plain.values(scope));
    }

    /** One that begins the turns of a fresh connection, as the application does. */
    String beginning(Connection bare) throws SQLException {
        return seal.mint(backend(bare, Duration.ZERO), List.of(), List.of());
    }

    private Backend backend(Connection bare, Duration ahead) throws SQLException {
        try (Statement statement = bare.createStatement();
                ResultSet answer = statement.executeQuery(seal.form().enquiry())) {
            answer.next();
            return new Backend(answer.getInt(1), answer.getInt(2), ahead, answer.getString(4));
        }
    }

    /** Enters, in the open transaction of {@code bare}, whatever the token says. */
    void enter(Connection bare, String token) throws SQLException {
        Sql.list(bare, seal.form().context(), token);
    }

    /** A connection of the app role whose transactions are its own affair. */
    Connection bare() throws SQLException {
        Connection bare = database.app().getConnection();
        if (seal.form() == SealForm.SLOT) {
            enter(bare, beginning(bare));
        }
        bare.setAutoCommit(false);
        return bare;
    }
}
