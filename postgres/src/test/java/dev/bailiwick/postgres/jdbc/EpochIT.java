package dev.bailiwick.postgres.jdbc;

import static dev.bailiwick.postgres.jdbc.EpochHouse.ACME;
import static dev.bailiwick.postgres.jdbc.EpochHouse.ACME_NOW;
import static dev.bailiwick.postgres.jdbc.EpochHouse.ANN;
import static dev.bailiwick.postgres.jdbc.EpochHouse.BOLT_NOW;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.Attempt;
import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.EpochRequiredException;
import dev.bailiwick.core.Fault;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.EpochSource;
import dev.bailiwick.postgres.EpochSource.Counter;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Rendering;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.sealed.SealForm;
import dev.bailiwick.testbed.Sql;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

/** A scope whose authority has moved gets no further, in every way that leads to the database. */
class EpochIT {

    private EpochHouse house;
    private ScopedDataSource app;

    @BeforeEach
    void open() throws SQLException {
        house = EpochHouse.open();
        app = house.app();
    }

    /** The ways in which a row may be written. */
    enum Way {
        STATEMENT {
            @Override
            void insert(Connection connection) throws SQLException {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("insert into note (id) values (1)");
                }
            }
        },
        PREPARED {
            @Override
            void insert(Connection connection) throws SQLException {
                Sql.update(connection, "insert into note (id) values (?)", 1);
            }
        },
        BATCH {
            @Override
            void insert(Connection connection) throws SQLException {
                try (PreparedStatement batch =
                        connection.prepareStatement("insert into note (id) values (?)")) {
                    for (int id = 1; id < 4; id++) {
                        batch.setInt(1, id);
                        batch.addBatch();
                    }
                    batch.executeBatch();
                }
            }
        },
        BATCH_OF_TEXTS {
            @Override
            void insert(Connection connection) throws SQLException {
                try (Statement batch = connection.createStatement()) {
                    batch.addBatch("insert into note (id) values (1)");
                    batch.addBatch("insert into note (id) values (2)");
                    batch.executeBatch();
                }
            }
        },
        SEVERAL_IN_ONE {
            @Override
            void insert(Connection connection) throws SQLException {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(
                            "insert into note (id) values (1); insert into note (id) values (2)");
                }
            }
        },
        RETURNING {
            @Override
            void insert(Connection connection) throws SQLException {
                Sql.list(connection, "insert into note (id) values (1) returning id");
            }
        };

        abstract void insert(Connection connection) throws SQLException;
    }

    private static void insert(DataSource source, Scope scope, Way way, boolean autoCommit)
            throws SQLException {
        Scopes.call(
                scope,
                () -> {
                    try (Connection connection = source.getConnection()) {
                        connection.setAutoCommit(autoCommit);
                        way.insert(connection);
                        if (!autoCommit) {
                            connection.commit();
                        }
                    }
                    return way;
                });
    }

    @ParameterizedTest
    @EnumSource
    void whatWasWrittenBehindAnOldEpochIsNotThere(Way way) throws SQLException {
        DataSource unchecked = ScopedDataSource.of(house.database().app(), house.told());
        house.move(ACME);

        for (boolean autoCommit : new boolean[] {true, false}) {
            assertThatExceptionOfType(AuthorityMovedException.class)
                    .isThrownBy(() -> insert(app, ACME_NOW, way, autoCommit))
                    .satisfies(moved -> assertThat(moved.scope()).isEqualTo(ACME_NOW));
            assertThat(house.notes(ACME)).containsExactly("0");
        }
        insert(unchecked, ACME_NOW, way, true);
        assertThat(house.notes(ACME)).as("without the comparison it is").contains("0", "1");
    }

    @ParameterizedTest
    @EnumSource
    void anEpochThatHoldsIsNoHindrance(Way way) throws SQLException {
        insert(app, ACME_NOW, way, true);
        insert(app, BOLT_NOW, way, false);

        assertThat(house.notes(ACME)).contains("0", "1");
    }

    /** The one that is compared is the one that is set in the same statement. */
    @Test
    void scopesThatTakeTurnsOnOneConnectionAreComparedWithTheirOwn() throws SQLException {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setDataSource(house.database().app());
            pool.setMaximumPoolSize(1);
            DataSource one = ScopedDataSource.of(pool, EpochHouse.WALL);
            for (int round = 0; round < 5; round++) {
                assertThat(Sql.list(one, ACME_NOW, "select count(*) from note"))
                        .containsExactly("1");
                assertThat(Sql.list(one, BOLT_NOW, "select count(*) from note"))
                        .containsExactly("1");
                assertThat(Sql.list(one, Scope.Tenant.of(ACME), "select count(*) from note"))
                        .containsExactly("1");
            }
            house.move(ACME);
            assertThat(Sql.list(one, BOLT_NOW, "select count(*) from note")).containsExactly("1");
            refused(one, ACME_NOW);
            assertThat(Sql.list(one, BOLT_NOW, "select count(*) from note"))
                    .as("the connection is fit for use")
                    .containsExactly("1");
            assertThat(Sql.list(one, ACME_NOW.at(new Epoch(43)), "select count(*) from note"))
                    .containsExactly("1");
        }
    }

    private static void refused(DataSource source, Scope scope) {
        assertThatExceptionOfType(AuthorityMovedException.class)
                .isThrownBy(() -> Sql.list(source, scope, "select count(*) from note"));
    }

    @Test
    void itMovesBetweenTwoTransactionsOfAConnection() throws SQLException {
        Scopes.call(
                ACME_NOW,
                () -> {
                    try (Connection connection = app.getConnection()) {
                        connection.setAutoCommit(false);
                        Sql.update(connection, "insert into note (id) values (1)");
                        house.move(ANN);
                        Sql.update(connection, "insert into note (id) values (2)");
                        connection.commit();
                        assertThatExceptionOfType(AuthorityMovedException.class)
                                .isThrownBy(
                                        () ->
                                                Sql.update(
                                                        connection,
                                                        "insert into note (id) values (3)"));
                        connection.rollback();
                    }
                    return true;
                });

        assertThat(house.notes(ACME)).containsExactly("0", "1", "2");
    }

    /** The settings went back with the savepoint, so it is told, and compared, once more. */
    @Test
    void itMovesWithinATransactionThatMustBeToldAgain() throws SQLException {
        Scopes.call(
                ACME_NOW,
                () -> {
                    try (Connection connection = app.getConnection()) {
                        connection.setAutoCommit(false);
                        Savepoint savepoint = connection.setSavepoint();
                        Sql.update(connection, "insert into note (id) values (1)");
                        connection.rollback(savepoint);
                        house.move(ACME);
                        assertThatExceptionOfType(AuthorityMovedException.class)
                                .isThrownBy(
                                        () ->
                                                Sql.update(
                                                        connection,
                                                        "insert into note (id) values (2)"));
                        connection.rollback();
                    }
                    return true;
                });

        assertThat(house.notes(ACME)).containsExactly("0");
    }

    @Test
    void aCopyIsRefusedToo() throws SQLException {
        house.move(ACME);

        Scopes.call(
                ACME_NOW,
                () -> {
                    try (Connection connection = app.getConnection()) {
                        ByteArrayOutputStream to = new ByteArrayOutputStream();
                        CopyOut copy = connection.unwrap(CopyOut.class);
                        assertThatExceptionOfType(AuthorityMovedException.class)
                                .isThrownBy(() -> copy.copy("copy note to stdout", to));
                        assertThat(to.size()).isZero();
                    }
                    return true;
                });
    }

    @Test
    void aTenantOrAPrincipalThatIsGoneIsNoMatch() throws SQLException {
        refused(app, Scope.Tenant.of(new TenantId(new UUID(0, 9))).at(new Epoch(40)));
        refused(app, Scope.Tenant.of(ACME).as(new PrincipalId(new UUID(0, 9))).at(new Epoch(40)));
        refused(app, ACME_NOW.at(new Epoch(41)));
        assertThat(
                        Sql.list(
                                app,
                                Scope.Tenant.of(ACME).at(new Epoch(40)),
                                "select count(*) from note"))
                .as("without a principal the tenant's number is all")
                .containsExactly("1");
        assertThat(Sql.list(app, new Scope.Identity(ANN), "select count(*) from person"))
                .as("a scope without an epoch is not compared")
                .containsExactly("1");

        house.database().asSuperuser("delete from house.person where id = '%s'".formatted(ANN));
        refused(app, ACME_NOW);
    }

    @ParameterizedTest
    @EnumSource
    void aSealedScopeIsCompared(SealForm form) throws SQLException {
        SealedSchool sealed = SealedSchool.of(form, house.database(), EpochHouse.WALL);
        house.database().asOwner(WallSql.epoch(EpochHouse.WALL.sealedAs(form)));

        assertThat(Sql.list(sealed.app(), ACME_NOW, "select count(*) from note"))
                .containsExactly("1");
        house.move(ACME);
        refused(sealed.app(), ACME_NOW);
        insert(sealed.app(), ACME_NOW.at(new Epoch(43)), Way.PREPARED, false);
        assertThat(Gate.of(EpochHouse.WALL.sealedAs(form)).faults(house.database().app()))
                .isEmpty();
    }

    @Test
    void whatHasNotReachedTheDatabaseIsTriedOnceMoreInTheScopeOfNow() throws SQLException {
        house.move(ACME);

        int written =
                Attempt.call(
                        ACME_NOW,
                        () -> ACME_NOW.at(new Epoch(43)),
                        () -> updated("insert into note (id) values (1)"));

        assertThat(written).isEqualTo(1);
        assertThat(house.notes(ACME)).containsExactly("0", "1");
    }

    @Test
    void whatIsHalfDoneIsNotBegunAgain() throws SQLException {
        assertThatExceptionOfType(AuthorityMovedException.class)
                .isThrownBy(
                        () ->
                                Attempt.call(
                                        ACME_NOW,
                                        () -> ACME_NOW.at(new Epoch(43)),
                                        () -> {
                                            updated("insert into note (id) values (1)");
                                            house.move(ACME);
                                            return updated("insert into note (id) values (2)");
                                        }));

        assertThat(house.notes(ACME)).containsExactly("0", "1");
    }

    private int updated(String sql) throws SQLException {
        try (Connection connection = app.getConnection()) {
            return Sql.update(connection, sql);
        }
    }

    /** The app role looks into neither table by that function, and cannot set a number back. */
    @Test
    void theNumbersAreTheOwners() throws SQLException {
        assertThat(Sql.stateOf(() -> Sql.update(app, ACME_NOW, "update org set authority = 0")))
                .isEqualTo(Sql.REFUSED);
        assertThat(Sql.list(app, ACME_NOW, "select bailiwick.check_epoch()")).containsExactly("");
    }

    @Test
    void theGateKnowsTheFunctions() throws SQLException {
        Gate gate = Gate.of(EpochHouse.WALL);
        assertThat(gate.faults(house.database().app())).isEmpty();

        house.database()
                .asOwner(
                        "create or replace function bailiwick.check_epoch() returns text language"
                                + " sql volatile security definer return ''",
                        "grant execute on function bailiwick.check_epoch() to public");

        assertThat(gate.faults(house.database().app()))
                .extracting(Fault::id)
                .contains("function-changed", "function-definer-open");
    }

    @Test
    void thePrincipalOfAScopeWithoutAnEpochIsRefusedWhereTheWallSaysSo() throws SQLException {
        EpochSource compared = EpochHouse.WALL.epochSource().orElseThrow();
        DataSource strict =
                ScopedDataSource.of(
                        house.database().app(),
                        EpochHouse.WALL.checkingEpoch(compared.requiringEpochs()));
        Scope.Tenant without = Scope.Tenant.of(ACME).as(ANN);

        assertThat(Sql.list(app, without, "select 1")).as("control").containsExactly("1");
        assertThatExceptionOfType(EpochRequiredException.class)
                .isThrownBy(() -> Sql.list(strict, without, "select 1"))
                .withMessageContaining("carries no epoch")
                .withMessageContaining("Holding.scope()");
        for (Scope taken :
                List.of(
                        ACME_NOW,
                        Scope.Tenant.of(ACME),
                        new Scope.Identity(ANN),
                        new Scope.Global())) {
            assertThat(Sql.list(strict, taken, "select 1")).containsExactly("1");
        }
    }

    @Test
    void aWallSaysWhereTheNumbersAre() {
        EpochSource elsewhere = EpochSource.of(new Counter("nowhere", "id", "authority"));
        EpochSource unseen = EpochSource.of(new Counter("note", "id", "authority"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> house.told().checkingEpoch(elsewhere))
                .withMessageContaining("nowhere");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> house.told().checkingEpoch(unseen))
                .withMessageContaining("lookedUpByOwner()");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EpochHouse.WALL.renderedAs(Rendering.CITUS))
                .withMessageContaining("Citus");
        assertThat(EpochHouse.WALL.with(Table.global("word")).epochSource()).isPresent();
    }
}
