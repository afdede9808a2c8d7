package dev.bailiwick.testbed;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.BailiwickException;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.TenantId;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

/** A proof passes where a wall stands, and turns red for every way of proving nothing. */
class AttacksIT {

    private static final Scope SCOPE = Scope.Tenant.of(new TenantId(HandMadeWall.ACME));
    private static final String ITEMS = "select name from item";
    private static final String PLANT =
            "insert into item (tenant_id, name) values ('%s', 'bolt-planted')"
                    .formatted(HandMadeWall.BOLT);
    private static final Witness WITNESS = Witness.byName(SCOPE, ITEMS, "acme", "bolt");

    private TestDatabase database;

    @BeforeEach
    void open() throws SQLException {
        database = HandMadeWall.SHOP.database().withTwins();
    }

    @Test
    void passWhereTheWallStands() throws Exception {
        try (Attacks attacks = Attacks.on(database, WITNESS, HandMadeWall::before)) {
            attacks.findOwnRowsOnly(Attack.query(SCOPE, ITEMS));
            attacks.findNothing(Attack.query(SCOPE, ITEMS + " where name = 'bolt-1'"));
            attacks.areStoppedByTheDatabase(Sql.REFUSED, Attack.statement(SCOPE, PLANT));
            attacks.areStoppedByTheWall(ScopeRequiredException.class, AttacksIT::unscoped);
        }
    }

    @Test
    void failWhereRowsOfSomebodyElseAreFound() throws Exception {
        database.asOwner("alter table shop.item disable row level security");

        red(
                "Rows of somebody else",
                attacks -> attacks.findOwnRowsOnly(Attack.query(SCOPE, ITEMS)));
        red(
                "Rows of somebody else",
                attacks -> attacks.findNothing(Attack.query(SCOPE, ITEMS + " where id = 3")));
        red(
                "The attack was not stopped",
                attacks ->
                        attacks.areStoppedByTheDatabase(
                                Sql.REFUSED, Attack.statement(SCOPE, PLANT)));
    }

    @Test
    void failWhereTheLawfulReaderIsShownSomebodyElsesRows() throws Exception {
        database.asOwner("alter table shop.item disable row level security");

        red(
                "Rows of somebody else",
                attacks ->
                        attacks.areStoppedByTheWall(
                                ScopeRequiredException.class, AttacksIT::unscoped));
    }

    @Test
    void failIfTheAttackFailsOnTheTwinToo() {
        red(
                "proves nothing",
                attacks -> attacks.findOwnRowsOnly(Attack.query(SCOPE, "select nonsense")));
        red(
                "proves nothing",
                attacks ->
                        attacks.areStoppedByTheDatabase(
                                "42703", Attack.statement(SCOPE, "select nonsense")));
        red(
                "found no foreign row",
                attacks ->
                        attacks.findNothing(Attack.query(SCOPE, ITEMS + " where name = 'acme-1'")));
    }

    @Test
    void failIfNotEvenOwnRowsAreThere() throws Exception {
        database.asSuperuser("delete from shop.item where name like 'acme%'");

        red("not even an own one", attacks -> attacks.findOwnRowsOnly(Attack.query(SCOPE, ITEMS)));
        red(
                "A lawful reader sees no row",
                attacks ->
                        attacks.findNothing(Attack.query(SCOPE, ITEMS + " where name = 'bolt-1'")));
        red(
                "A lawful reader sees no row",
                attacks ->
                        attacks.areStoppedByTheDatabase(
                                Sql.REFUSED, Attack.statement(SCOPE, PLANT)));
    }

    @Test
    void failIfARowDoesNotTellWhoseItIs() {
        red(
                "neither own nor foreign",
                attacks -> attacks.findOwnRowsOnly(Attack.query(SCOPE, "select shout from item")));
    }

    @Test
    void failIfOwnRowsAreFoundWhereThereShouldBeNone() {
        red("found own rows", attacks -> attacks.findNothing(Attack.query(SCOPE, ITEMS)));
    }

    @Test
    void failIfSomethingElseStopsTheAttack() {
        red(
                "by something else",
                attacks ->
                        attacks.areStoppedByTheDatabase("42P01", Attack.statement(SCOPE, PLANT)));
        red(
                "by something else",
                attacks ->
                        attacks.areStoppedByTheWall(
                                ScopeMismatchException.class, AttacksIT::unscoped));
        red(
                "should have come to its end",
                attacks ->
                        attacks.findOwnRowsOnly(
                                target -> {
                                    unscoped(target);
                                    return Sql.list(target.connection(), ITEMS);
                                }));
    }

    @Test
    void failIfWhatTheWallRefusedReachedTheDatabase() {
        red(
                "reached the database: [select set_config(",
                attacks ->
                        attacks.areStoppedByTheWall(
                                BailiwickException.class,
                                target -> {
                                    Sql.list(target.source(), SCOPE, ITEMS);
                                    unscoped(target);
                                }));
        red(
                "reached the database",
                attacks ->
                        attacks.areStoppedByTheWall(Sql.REFUSED, Attack.statement(SCOPE, PLANT)));
    }

    @Test
    void lookAwayFromWhatWasLawful() throws Exception {
        try (Attacks attacks = Attacks.on(database, WITNESS, HandMadeWall::before)) {
            attacks.areStoppedByTheWall(
                    ScopeRequiredException.class,
                    target -> {
                        Sql.list(target.source(), SCOPE, ITEMS);
                        target.fromHere();
                        unscoped(target);
                    });
        }
    }

    @Test
    void failIfTheWallAndNotTheDatabaseStopsWhatTheDatabaseShould() {
        red(
                "by something else",
                attacks -> attacks.areStoppedByTheDatabase(Sql.REFUSED, AttacksIT::unscoped));
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "shop_owner", "shop_maint"})
    void k251RefuseToBeMadeAsOneWhomPoliciesDoNotBind(String role) {
        red(
                "not made as " + role,
                _ -> database.as(role),
                attacks -> attacks.findOwnRowsOnly(Attack.query(SCOPE, ITEMS)));
    }

    @Test
    void k251RefuseToBeMadeAsAMemberOfTheOwner() throws SQLException {
        database.asSuperuser("grant shop_owner to shop_clerk with inherit false");
        try {
            red(
                    "not made as shop_clerk",
                    _ -> database.as("shop_clerk"),
                    attacks -> attacks.findOwnRowsOnly(Attack.query(SCOPE, ITEMS)));
        } finally {
            database.asSuperuser("revoke shop_owner from shop_clerk");
        }
    }

    private static void unscoped(Target target) throws SQLException {
        try (Connection connection = target.source().getConnection()) {
            Sql.list(connection, ITEMS);
        }
    }

    private void red(String message, Proof proof) {
        red(message, HandMadeWall::before, proof);
    }

    private void red(String message, UnaryOperator<DataSource> wall, Proof proof) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(
                        () -> {
                            try (Attacks attacks = Attacks.on(database, WITNESS, wall)) {
                                proof.of(attacks);
                            }
                        })
                .withMessageContaining(message);
    }

    /** What must turn red. */
    @FunctionalInterface
    private interface Proof {

        void of(Attacks attacks) throws Exception;
    }
}
