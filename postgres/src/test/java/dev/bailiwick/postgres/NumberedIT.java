package dev.bailiwick.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.core.Fault;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.postgres.jdbc.SealedSchool;
import dev.bailiwick.postgres.plan.WallPlan;
import dev.bailiwick.postgres.sealed.SealForm;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rows of a dimension whose values have numbers, against a set of numbers that a test keeps. */
class NumberedIT {

    private static final TenantId ACME = new TenantId(new UUID(7L << 12, 1));
    private static final TenantId BOLT = new TenantId(new UUID(7L << 12, 2));

    private static final Dimension<Seen> ROOMS = Dimension.numbered("rooms", Seen::numbers);
    private static final Dimension<Seen> SHELVES =
            Dimension.numberedOptional("shelves", Seen::numbers);

    private static final Wall WALL =
            Wall.of(
                    "house",
                    Roles.of("house_owner", "house_app").withMaintenance("house_maint"),
                    Table.tenant("desk").narrowedByNumber(ROOMS, "no").everything(),
                    Table.tenant("note").narrowedByOptionalNumber(ROOMS, "room_no").everything(),
                    Table.tenant("book").narrowedByNumber(SHELVES, "no").everything(),
                    Table.tenant("move")
                            .narrowedByNumbers(ROOMS, "room_nos", "author_id")
                            .everything(),
                    Table.tenant("crate")
                            .narrowedThrough(
                                    ROOMS,
                                    Link.of(
                                            List.of("tenant_id", "move_id"),
                                            "move",
                                            List.of("tenant_id", "id")))
                            .everything(),
                    Table.tenant("label")
                            .narrowedByOptionalNumber(ROOMS, "room_no")
                            .narrowedThrough(
                                    ROOMS,
                                    Link.of(
                                                    List.of("tenant_id", "move_id"),
                                                    "move",
                                                    List.of("tenant_id", "id"))
                                            .whenNull(WhenNull.PASSED_OVER))
                            .everything());

    /** The numbers of the desks: around the ends of words, and the largest there is. */
    private static final List<Integer> NUMBERS =
            List.of(0, 1, 30, 31, 32, 33, 62, 63, 64, 95, 96, 1_000, 9_999, 65_534, 65_535);

    private static final Blueprint BLUEPRINT =
            Blueprint.of("house")
                    .with(
                            WallSql.functions(WALL),
                            """
                            create table desk (tenant_id uuid not null default bailiwick.tenant(), id uuid not null,
                                no integer generated always as (bailiwick.number_of(id)) stored, name text, primary key (tenant_id, id), unique (tenant_id, no));
                            create table note (tenant_id uuid not null, id int, room_no integer, primary key (tenant_id, id));
                            create table book (tenant_id uuid not null, id int, no integer, primary key (tenant_id, id));
                            create table move (tenant_id uuid not null, id int, room_nos integer[],
                                author_id uuid default bailiwick.principal(), primary key (tenant_id, id));
                            create table crate (tenant_id uuid not null, id int, move_id int, primary key (tenant_id, id),
                                foreign key (tenant_id, move_id) references move);
                            create table label (tenant_id uuid not null, id int, room_no integer, move_id int, primary key (tenant_id, id),
                                foreign key (tenant_id, move_id) references move);
                            """,
                            WallSql.isolation(WALL))
                    .withRows(rows());

    private TestDatabase database;
    private ScopedDataSource app;

    /**
     * @param numbers null for all
     */
    private record Seen(@Nullable BitSet numbers) {

        private static Seen all() {
            return new Seen(null);
        }

        private static Seen of(int... numbers) {
            return new Seen(IntStream.of(numbers).collect(BitSet::new, BitSet::set, BitSet::or));
        }
    }

    @BeforeEach
    void open() throws SQLException {
        database = BLUEPRINT.database();
        app = ScopedDataSource.of(database.app(), WALL);
    }

    /** An id whose number this is, beside others with the same number in other tenants. */
    private static UUID desk(TenantId tenant, int number) {
        long least = Long.MIN_VALUE | (tenant.equals(ACME) ? 1L << 32 : 1L << 33) | number;
        return new UUID(7L << 12, least);
    }

    private static String[] rows() {
        return Stream.of(ACME, BOLT)
                .map(
                        tenant ->
                                NUMBERS.stream()
                                                .map(
                                                        no ->
                                                                """
                                                                insert into desk (tenant_id, id) values ('%1$s', '%2$s');
                                                                insert into note values ('%1$s', %3$d, %3$d);
                                                                insert into book values ('%1$s', %3$d, %3$d);
                                                                """
                                                                        .formatted(
                                                                                tenant,
                                                                                desk(tenant, no),
                                                                                no))
                                                .collect(Collectors.joining())
                                        + "insert into note values ('%s', -1, null);"
                                                .formatted(tenant))
                .toArray(String[]::new);
    }

    private List<String> desks(Scope scope) throws SQLException {
        return Sql.list(app, scope, "select no from desk order by no");
    }

    private static List<String> texts(Stream<Integer> numbers) {
        return numbers.map(String::valueOf).toList();
    }

    @Test
    void aScopeSeesTheRowsOfItsNumbersAndNoOthers() throws SQLException {
        Random random = new Random(20261126);
        for (int round = 0; round < 60; round++) {
            BitSet numbers = new BitSet();
            NUMBERS.stream().filter(_ -> random.nextInt(3) == 0).forEach(numbers::set);
            // numbers that nothing has take nothing away and add nothing
            IntStream.range(0, 8).forEach(_ -> numbers.set(random.nextInt(65_536)));
            Scope scope = Scope.Tenant.of(ACME).with(ROOMS, new Seen(numbers));
            List<String> expected = texts(NUMBERS.stream().filter(numbers::get));

            assertThat(desks(scope)).as("round %d", round).isEqualTo(expected);
            assertThat(Sql.list(app, scope, "select id from note where id >= 0 order by id"))
                    .isEqualTo(expected);
        }
    }

    @Test
    void allIsAllNoneIsNoneAndAnothersIsNever() throws SQLException {
        Scope.Tenant acme = Scope.Tenant.of(ACME);

        assertThat(desks(acme.with(ROOMS, Seen.all()))).isEqualTo(texts(NUMBERS.stream()));
        assertThat(desks(acme.with(ROOMS, Seen.of()))).isEmpty();
        assertThat(
                        Sql.list(
                                app,
                                acme.with(ROOMS, Seen.all()),
                                "select id from desk where id = ?",
                                desk(BOLT, 1)))
                .isEmpty();
        assertThat(Sql.list(app, acme.with(ROOMS, Seen.of()), "select id from note"))
                .as("a note of no room is everybody's")
                .containsExactly("-1");
    }

    @Test
    void whatAScopeMayLeaveOutHidesItsRowsAndNoOthers() throws SQLException {
        Scope without = Scope.Tenant.of(ACME).with(ROOMS, Seen.all());

        assertThat(Sql.list(app, without, "select id from book")).isEmpty();
        assertThat(desks(without)).hasSameSizeAs(NUMBERS);
        assertThat(
                        Sql.list(
                                app,
                                Scope.Tenant.of(ACME)
                                        .with(ROOMS, Seen.of())
                                        .with(SHELVES, Seen.of(32)),
                                "select id from book"))
                .containsExactly("32");
    }

    @Test
    void nothingIsWrittenThatTheScopeDoesNotSee() throws SQLException {
        Scope scope = Scope.Tenant.of(ACME).with(ROOMS, Seen.of(1, 32));

        assertThat(inserting(scope, 2)).isEqualTo(Sql.REFUSED);
        assertThat(inserting(scope, 64)).as("beyond the last word").isEqualTo(Sql.REFUSED);
        assertThat(Sql.update(app, scope, "update desk set name = 'mine'")).isEqualTo(2);
        assertThat(Sql.update(app, scope, "delete from desk where no = 31")).isZero();
        assertThat(
                        Sql.stateOf(
                                () ->
                                        Sql.update(
                                                app,
                                                scope,
                                                "update note set room_no = 31 where id = 32")))
                .as("moved out of sight")
                .isEqualTo(Sql.REFUSED);
    }

    /** Of no rooms, of some, of one that is beyond the last word, and of one that is unknown. */
    private static final List<String> MOVES =
            List.of(
                    "1, '{1,32}', null",
                    "2, '{1}', null",
                    "3, '{32,65535}', null",
                    "4, '{}', null",
                    "5, null, null",
                    "6, '{1,null}', null",
                    "7, '{31}', '" + new UUID(7L << 12, 77) + "'",
                    "8, null, '" + new UUID(7L << 12, 77) + "'");

    @Test
    void aRowOfSeveralIsSeenByWhoSeesAllOfThemAndByWhoseOwnItIs() throws SQLException {
        for (TenantId tenant : List.of(ACME, BOLT)) {
            for (String move : MOVES) {
                database.asSuperuser(
                        "insert into house.move values ('%s', %s)".formatted(tenant, move));
            }
        }
        PrincipalId author = new PrincipalId(new UUID(7L << 12, 77));
        Scope.Tenant acme = Scope.Tenant.of(ACME);
        String ids = "select id from move order by id";

        assertThat(Sql.list(app, acme.with(ROOMS, Seen.all()), ids)).hasSameSizeAs(MOVES);
        assertThat(Sql.list(app, acme.with(ROOMS, Seen.of()), ids)).isEmpty();
        assertThat(Sql.list(app, acme.with(ROOMS, Seen.of(1, 32)), ids)).containsExactly("1", "2");
        assertThat(Sql.list(app, acme.with(ROOMS, Seen.of(32, 65_535)), ids)).containsExactly("3");
        assertThat(Sql.list(app, acme.as(author).with(ROOMS, Seen.of(1)), ids))
                .containsExactly("2", "7", "8");
    }

    @Test
    void aRowOfSeveralIsMadeByWhoseOwnItIsOrWhoSeesAllOfThem() throws SQLException {
        PrincipalId author = new PrincipalId(new UUID(7L << 12, 77));
        Scope.Tenant seesOne = Scope.Tenant.of(ACME).with(ROOMS, Seen.of(1));
        String insert = "insert into move (tenant_id, id, room_nos) values ('%s', %d, '{%s}')";

        assertThat(moving(seesOne, insert.formatted(ACME, 10, "1"))).isEmpty();
        assertThat(moving(seesOne, insert.formatted(ACME, 11, "1,2"))).isEqualTo(Sql.REFUSED);
        assertThat(moving(seesOne, insert.formatted(ACME, 12, ""))).isEqualTo(Sql.REFUSED);
        assertThat(moving(seesOne.as(author), insert.formatted(ACME, 13, "1,2"))).isEmpty();
        assertThat(moving(seesOne.as(author), insert.formatted(BOLT, 14, "1")))
                .isEqualTo(Sql.REFUSED);
        assertThat(moving(seesOne, "update move set room_nos = '{1,2}' where id = 10"))
                .as("moved out of sight")
                .isEqualTo(Sql.REFUSED);
        assertThat(Sql.update(app, seesOne, "delete from move where id = 13")).isZero();
        assertThat(Sql.update(app, seesOne.as(author), "delete from move where id = 13"))
                .isEqualTo(1);
    }

    @Test
    void whatBelongsToARowIsSeenAndWrittenByWhoSeesTheRow() throws SQLException {
        PrincipalId author = new PrincipalId(new UUID(7L << 12, 77));
        for (TenantId tenant : List.of(ACME, BOLT)) {
            for (String move : MOVES) {
                database.asSuperuser(
                        "insert into house.move values ('%s', %s)".formatted(tenant, move));
            }
            database.asSuperuser(
                    "insert into house.crate select tenant_id, id, id from house.move where tenant_id = '%s'"
                            .formatted(tenant),
                    "insert into house.crate values ('%s', -1, null)".formatted(tenant));
        }
        Scope.Tenant all = Scope.Tenant.of(ACME).with(ROOMS, Seen.all());
        Scope.Tenant some = Scope.Tenant.of(ACME).with(ROOMS, Seen.of(1, 32));
        Scope.Tenant own = some.as(author).with(ROOMS, Seen.of(1));
        String crates = "select move_id from crate order by id";

        assertThat(Sql.list(app, all, crates)).hasSize(MOVES.size() + 1);
        assertThat(Sql.list(app, some, crates)).containsExactly("1", "2");
        assertThat(Sql.list(app, own, crates)).containsExactly("2", "7", "8");
        assertThat(Sql.list(app, Scope.Tenant.of(ACME).with(ROOMS, Seen.of()), crates)).isEmpty();

        String insert = "insert into crate values ('%s', 9, %s)";
        assertThat(moving(some, insert.formatted(ACME, "3"))).isEqualTo(Sql.REFUSED);
        assertThat(moving(some, insert.formatted(ACME, "null"))).isEqualTo(Sql.REFUSED);
        assertThat(moving(some, insert.formatted(BOLT, "1"))).isEqualTo(Sql.REFUSED);
        assertThat(moving(own, insert.formatted(ACME, "7"))).isEmpty();
        assertThat(moving(some, "update crate set move_id = 3 where id = 1"))
                .as("moved out of sight")
                .isEqualTo(Sql.REFUSED);
        assertThat(Sql.update(app, some, "delete from crate where id = 3")).isZero();
        assertThat(WALL.differsByPrincipal(WALL.table("crate").orElseThrow())).isTrue();
        assertThat(WALL.differsByPrincipal(WALL.table("desk").orElseThrow())).isFalse();
    }

    /** By its own number, by the row it refers to, and by both. */
    @Test
    void whatMayBelongToARowIsEverybodysWhereItBelongsToNone() throws SQLException {
        for (TenantId tenant : List.of(ACME, BOLT)) {
            database.asSuperuser(
                    "insert into house.move values ('%1$s', 1, '{1,32}'), ('%1$s', 3, '{31}')"
                            .formatted(tenant),
                    """
                    insert into house.label values ('%1$s', 1, null, null), ('%1$s', 2, 1, null), ('%1$s', 3, 31, null),
                        ('%1$s', 4, null, 1), ('%1$s', 5, null, 3), ('%1$s', 6, 31, 1), ('%1$s', 7, 1, 3), ('%1$s', 8, 1, 1)
                    """
                            .formatted(tenant));
        }
        Scope.Tenant acme = Scope.Tenant.of(ACME);
        Scope.Tenant some = acme.with(ROOMS, Seen.of(1, 32));
        String labels = "select id from label order by id";

        assertThat(Sql.list(app, acme.with(ROOMS, Seen.all()), labels)).hasSize(8);
        assertThat(Sql.list(app, some, labels)).containsExactly("1", "2", "4", "8");
        assertThat(Sql.list(app, acme.with(ROOMS, Seen.of()), labels)).containsExactly("1");

        String insert = "insert into label values ('%s', 20, null, %s)";
        assertThat(moving(some, insert.formatted(ACME, "3"))).isEqualTo(Sql.REFUSED);
        assertThat(moving(some, insert.formatted(ACME, "99"))).isEqualTo(Sql.REFUSED);
        assertThat(moving(some, insert.formatted(BOLT, "null"))).isEqualTo(Sql.REFUSED);
        assertThat(moving(some, insert.formatted(ACME, "null"))).isEmpty();
        assertThat(Gate.of(WALL).faults(database.app())).isEmpty();
    }

    private String moving(Scope scope, String statement) {
        return Sql.stateOf(() -> Sql.update(app, scope, statement));
    }

    /** Without the index it would be seen by whoever sees the first, as the books show. */
    @Test
    void aSecondValueOfTheSameNumberIsRefusedByTheIndex() throws SQLException {
        Scope.Tenant seesOne = Scope.Tenant.of(ACME).with(ROOMS, Seen.of(32));

        assertThat(inserting(seesOne, 32)).isEqualTo("23505");
        assertThat(inserting(Scope.Tenant.of(ACME).with(ROOMS, Seen.all()), 2))
                .as("a number that is free")
                .isEmpty();

        Scope books = seesOne.with(SHELVES, Seen.of(32));
        Sql.update(
                app,
                books,
                "insert into book (tenant_id, id, no) values (?, -1, 32)",
                ACME.value());
        assertThat(Sql.list(app, books, "select id from book order by id"))
                .as("the control, without an index")
                .containsExactly("-1", "32");
    }

    private String inserting(Scope scope, int number) {
        return Sql.stateOf(
                () ->
                        Sql.update(
                                app,
                                scope,
                                "insert into desk (id) values (?)",
                                new UUID(7L << 12 | 5, Long.MIN_VALUE | number)));
    }

    /** The text of a scope says nothing of what came after it. */
    @Test
    void aDeskMadeAfterTheScopeIsNotSeenAndNoError() throws SQLException {
        Scope earlier = Scope.Tenant.of(ACME).with(ROOMS, Seen.of(0, 1));

        Sql.update(
                app,
                Scope.Tenant.of(ACME).with(ROOMS, Seen.all()),
                "insert into desk (id) values (?)",
                desk(ACME, 20_000));

        assertThat(desks(earlier)).containsExactly("0", "1");
    }

    @ParameterizedTest
    @EnumSource
    void worksTheSameInASealedScope(SealForm form) throws SQLException {
        SealedSchool house = SealedSchool.of(form, database, WALL);
        Scope scope = Scope.Tenant.of(ACME).with(ROOMS, Seen.of(31, 32, 65_535));

        assertThat(Sql.list(house.app(), scope, "select no from desk order by no"))
                .containsExactly("31", "32", "65535");
        assertThat(Gate.of(WALL.sealedAs(form)).faults(database.app())).isEmpty();
    }

    @Test
    void theGateKnowsTheFormAndItsFunctions() throws SQLException {
        assertThat(Gate.of(WALL).faults(database.app())).isEmpty();
        String lookup = Routine.ofLookups(WALL).getFirst().name();

        database.asOwner(
                """
                alter policy bailiwick_app on house.desk using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('rooms'))
                    or ((((select bailiwick.words('rooms')))[(no >> 5) + 1] >> (no & 15)) & 1) = 1))
                """,
                "create or replace function bailiwick.words(dimension text) returns integer[]"
                        + " language sql stable return array[-1]",
                "create or replace function bailiwick.number_of(id uuid) returns integer language"
                        + " sql immutable parallel safe return 0",
                "create or replace function bailiwick.%s(refers record) returns boolean language plpgsql stable as 'begin return true; end'"
                        .formatted(lookup));

        assertThat(Gate.of(WALL).faults(database.app()))
                .extracting(Fault::object, Fault::id)
                .contains(
                        tuple("function bailiwick.words", "function-changed"),
                        tuple("function bailiwick.number_of", "function-changed"),
                        tuple("function bailiwick." + lookup, "function-changed"),
                        tuple("table desk", "policy-differs"));
    }

    @Test
    void aPlanMakesTheFunctionsThatPoliciesCall() throws SQLException {
        String lookup = "bailiwick." + Routine.ofLookups(WALL).getFirst().name();
        database.asOwner("drop policy bailiwick_app on house.label", "drop function " + lookup);
        assertThat(Gate.of(WALL).faults(database.app())).hasSize(2);

        database.asOwner(WallPlan.difference(WALL, database.app()).up());

        assertThat(Gate.of(WALL).faults(database.app())).isEmpty();

        database.asOwner(
                "create or replace function %s(refers record) returns boolean language plpgsql stable as 'begin return true; end'"
                        .formatted(lookup));

        database.asOwner(WallPlan.difference(WALL, database.app()).up());

        assertThat(Gate.of(WALL).faults(database.app())).isEmpty();
    }
}
