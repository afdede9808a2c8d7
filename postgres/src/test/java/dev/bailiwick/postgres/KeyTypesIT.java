package dev.bailiwick.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.core.Fault;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.SQLException;
import java.util.List;

/** References by keys of types that a policy compares as what they are not. */
class KeyTypesIT {

    private static final Dimension<String> ROOMS = Dimension.of("rooms", text -> text);

    private static final Wall WALL =
            Wall.of(
                    "shed",
                    Roles.of("shed_owner", "shed_app").withMaintenance("shed_maint"),
                    Table.tenant("shelf").narrowedBy(ROOMS, "room").everything(),
                    Table.tenant("tool")
                            .narrowedThrough(
                                    ROOMS,
                                    Link.of(
                                                    List.of("tenant_id", "shelf"),
                                                    "shelf",
                                                    List.of("tenant_id", "name"))
                                            .whenNull(WhenNull.PASSED_OVER))
                            .everything());

    private static final Blueprint BLUEPRINT =
            Blueprint.of("shed")
                    .with(
                            WallSql.functions(WALL),
                            """
                            create domain caption as text check (value <> '');
                            create type colour as enum ('red', 'blue');
                            """);

    private static List<Fault> faults(String type) throws SQLException {
        TestDatabase database = BLUEPRINT.database();
        database.asSuperuser("create extension citext schema public");
        database.asOwner(
                """
                create domain label as public.citext;
                create domain sign as label check (value <> '');
                create table shelf (tenant_id uuid not null, name %1$s not null, room uuid, primary key (tenant_id, name));
                create table tool (tenant_id uuid not null, id int, shelf %1$s, primary key (tenant_id, id),
                    foreign key (tenant_id, shelf) references shelf);
                """
                        .formatted(type),
                WallSql.isolation(WALL));
        return Gate.of(WALL).faults(database.app());
    }

    @ParameterizedTest
    @ValueSource(strings = {"public.citext", "label", "sign"})
    void whatAnExtensionComparesInItsOwnWayIsAFault(String type) throws SQLException {
        assertThat(faults(type))
                .filteredOn(Check.REFERENCE_TYPE::found)
                .extracting(Fault::object, fault -> fault.message().contains("shelf by name"))
                .containsExactly(tuple("table tool", true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text",
                "varchar(40)",
                "uuid",
                "int",
                "caption",
                "colour",
                "public.citext[]",
                "int4range"
            })
    void whatPostgresComparesIsNone(String type) throws SQLException {
        assertThat(faults(type)).noneMatch(Check.REFERENCE_TYPE::found);
    }
}
