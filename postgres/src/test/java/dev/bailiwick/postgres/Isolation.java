package dev.bailiwick.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scope;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

/**
 * What isolation means, table kind by table kind and both ways: the own rows are there and the
 * others are not. Each is an assertion that must turn red when the wall has a hole.
 */
public enum Isolation {
    TENANT_ROWS_ARE_READ_BY_THEIR_TENANT_ONLY {
        @Override
        public void prove(TestDatabase database, DataSource app) throws SQLException {
            assertThat(Sql.list(app, School.acme(), "select name from pupil"))
                    .hasSize(9)
                    .allMatch(name -> name.startsWith("acme"));
            assertThat(Sql.list(app, School.bolt(), "select name from pupil"))
                    .hasSize(7)
                    .allMatch(name -> name.startsWith("bolt"));
            assertThat(Sql.list(app, new Scope.Global(), "select name from pupil")).isEmpty();
            assertThat(Sql.list(app, new Scope.Identity(School.ANN), "select name from pupil"))
                    .isEmpty();
        }
    },

    TENANT_ROWS_ARE_WRITTEN_BY_THEIR_TENANT_ONLY {
        @Override
        public void prove(TestDatabase database, DataSource app) throws SQLException {
            String forged = "insert into pupil (tenant_id, name) values (?, 'acme-forged')";
            assertThat(
                            Sql.stateOf(
                                    () ->
                                            Sql.update(
                                                    app,
                                                    School.acme(),
                                                    forged,
                                                    School.BOLT.value())))
                    .isEqualTo(Sql.REFUSED);
            assertThat(
                            Sql.update(
                                    app,
                                    School.acme(),
                                    "update pupil set name = name where name like 'bolt%'"))
                    .isZero();
            assertThat(Sql.update(app, School.acme(), "delete from pupil where name like 'bolt%'"))
                    .isZero();
            String added = "insert into pupil (name) values ('acme-added')";
            assertThat(Sql.update(app, School.acme(), added)).isEqualTo(1);
            String removed = "delete from pupil where name = 'acme-added'";
            assertThat(Sql.update(app, School.bolt(), removed)).isZero();
            assertThat(Sql.update(app, School.acme(), removed)).isEqualTo(1);
        }
    },

    NARROWED_ROWS_ARE_READ_AS_FAR_AS_THE_SCOPE_SEES {
        @Override
        public void prove(TestDatabase database, DataSource app) throws SQLException {
            assertThat(Sql.list(app, School.acme(), "select title from lesson"))
                    .containsExactly("acme-art");
            assertThat(Sql.list(app, School.seesAll(), "select title from lesson"))
                    .containsExactlyInAnyOrder("acme-art", "acme-biology", "acme-none");
            assertThat(Sql.list(app, Scope.Tenant.of(School.ACME), "select title from lesson"))
                    .isEmpty();
            assertThat(Sql.list(app, School.acme(), "select title from notice"))
                    .containsExactlyInAnyOrder("acme-art", "acme-none");
        }
    },

    CHAINED_ROWS_FOLLOW_THEIR_PARENT {
        @Override
        public void prove(TestDatabase database, DataSource app) throws SQLException {
            assertThat(Sql.list(app, School.acme(), "select title from page"))
                    .hasSize(9)
                    .allMatch(title -> title.startsWith("acme"));
            String bolt = Sql.list(app, School.bolt(), "select id from pupil").getFirst();
            String planted = "insert into page (pupil_id, title) values (?::uuid, 'acme-planted')";
            assertThat(Sql.stateOf(() -> Sql.update(app, School.acme(), planted, bolt)))
                    .isEqualTo(Sql.REFUSED);
        }
    },

    IDENTITY_ROWS_ARE_THE_PRINCIPALS_AND_THE_TENANTS {
        @Override
        public void prove(TestDatabase database, DataSource app) throws SQLException {
            Scope ann = new Scope.Identity(School.ANN);
            assertThat(Sql.list(app, ann, "select name from person")).containsExactly("Ann");
            assertThat(Sql.list(app, ann, "select name from organisation")).containsExactly("Acme");
            assertThat(Sql.list(app, Scope.Tenant.of(School.BOLT), "select name from person"))
                    .containsExactly("Ben");
            assertThat(Sql.list(app, new Scope.Global(), "select name from person")).isEmpty();
            assertThat(Sql.update(app, ann, "update person set name = 'Eve' where name = 'Ben'"))
                    .isZero();
        }
    },

    GLOBAL_ROWS_ARE_READ_BY_EVERYBODY_AND_WRITTEN_BY_NOBODY {
        @Override
        public void prove(TestDatabase database, DataSource app) throws SQLException {
            assertThat(Sql.list(app, new Scope.Global(), "select name from subject"))
                    .containsExactly("Art", "Biology");
            assertThat(
                            Sql.stateOf(
                                    () ->
                                            Sql.update(
                                                    app,
                                                    School.acme(),
                                                    "insert into subject values ('Chaos')")))
                    .isEqualTo(Sql.REFUSED);
        }
    },

    INTERNAL_ROWS_ARE_NOBODYS {
        @Override
        public void prove(TestDatabase database, DataSource app) {
            assertThat(Sql.stateOf(() -> Sql.list(app, School.acme(), "select payload from queue")))
                    .isEqualTo(Sql.REFUSED);
        }
    },

    THE_OWNER_SEES_NO_TENANTS_ROWS {
        @Override
        public void prove(TestDatabase database, DataSource app) throws SQLException {
            try (Connection owner = database.as("school_owner").getConnection()) {
                assertThat(Sql.list(owner, "select name from pupil")).isEmpty();
                assertThat(Sql.list(owner, "select title from lesson")).isEmpty();
            }
        }
    };

    /** Passes if the database isolates the plain scopes of the app role in this way. */
    public final void prove(TestDatabase database) throws SQLException {
        prove(database, School.scoped(database));
    }

    /** Passes if the database isolates in this way. */
    public abstract void prove(TestDatabase database, DataSource app) throws SQLException;
}
