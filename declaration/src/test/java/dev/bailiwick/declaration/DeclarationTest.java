package dev.bailiwick.declaration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.core.authority.Permission;
import dev.bailiwick.core.authority.Permissions;
import dev.bailiwick.declaration.yaml.MalformedFileException;
import dev.bailiwick.declaration.yaml.Place;
import dev.bailiwick.postgres.KeyType;
import dev.bailiwick.postgres.Link;
import dev.bailiwick.postgres.Rendering;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Rows;
import dev.bailiwick.postgres.Settings;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.WhenNull;
import dev.bailiwick.postgres.authority.AuthoritySql;
import dev.bailiwick.postgres.sealed.SealForm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

final class DeclarationTest {

    private static final Dimension<String> CLASSES = Dimension.of("classes", text -> text);

    private static final String FILE =
            """
            # The school's tables
            schema: school
            roles:
              owner: school_owner
              app: school_app
              worker: school_worker
              maintenance: school_maint
              several: school_several
              guests: school_guests
            tables:
              pupil: {kind: tenant, app: everything}
              lesson: {kind: tenant, narrowed-by: {classes: class_id}, app: everything}
              notice: {kind: tenant, narrowed-by-optional: {classes: class_id}, app: select}
              mark:
                kind: tenant
                column: school_id
                app: [select, insert, update]
                columns: {update: [points], insert: [pupil_id, points]}
              entry: {kind: tenant, app: append-only, owner: changes, sequences: entry_seq}
              page: {kind: chained, parent: pupil_id -> pupil.id, app: [select, insert, delete]}
              both:
                kind: chained
                parents:
                  - school_id, pupil_id -> pupil (tenant_id, id)
                  - {reference: lesson_id -> lesson.id, when-null: passed-over}
                ignoring: [previous_id]
                app: read-only
              advice: {kind: tenant, shared-rows: without-tenant, app: select}
              template: {kind: tenant, shared-rows: {where: is_public}, app: everything}
              pupils_by_name: {kind: view, app: select}
              archive.old_marks: {kind: tenant, app: read-only}
              totals: {kind: internal, is: materialized-view}
              elsewhere: {kind: internal, is: foreign-table}
              subject: {kind: global}
              queue: {kind: internal, for: worker}
              history: {kind: internal, for: its-tool}
              secret: {kind: internal}
              person:
                kind: identity
                select: [{own: id}, {tenant: tenant_id, through: id -> membership.person_id}]
                update: {own: id}
                columns: {update: name}
                owner: looks-up
              membership:
                kind: identity
                select: [{own: person_id}, {tenant: tenant_id}]
                insert: {tenant: tenant_id}
                delete: {tenant: tenant_id}
              organisation:
                kind: identity
                select: [{tenant: id}, {own: person_id, through: id -> membership.tenant_id}]
                columns: {select: [id, name]}
            """;

    private static final Wall WALL =
            Wall.of(
                    "school",
                    Roles.of("school_owner", "school_app")
                            .withWorker("school_worker")
                            .withMaintenance("school_maint")
                            .withSeveral("school_several")
                            .withGuests("school_guests"),
                    Table.tenant("pupil").everything(),
                    Table.tenant("lesson").narrowedBy(CLASSES, "class_id").everything(),
                    Table.tenant("notice").narrowedByOptional(CLASSES, "class_id").select(),
                    Table.tenant("mark")
                            .in("school_id")
                            .select()
                            .insert("pupil_id", "points")
                            .update("points"),
                    Table.tenant("entry").appendOnly().numberedBy("entry_seq").changedByOwner(),
                    Table.chained("page", "pupil_id", "pupil", "id").select().insert().delete(),
                    Table.chained(
                                    "both",
                                    Link.of(
                                            List.of("school_id", "pupil_id"),
                                            "pupil",
                                            List.of("tenant_id", "id")),
                                    Link.of("lesson_id", "lesson", "id")
                                            .whenNull(WhenNull.PASSED_OVER))
                            .ignoring("previous_id")
                            .readOnly(),
                    Table.tenant("advice").sharedRows().select(),
                    Table.tenant("template").sharedRows("is_public").everything(),
                    Table.view("pupils_by_name").select(),
                    Table.tenant("archive.old_marks").readOnly(),
                    Table.internal("totals").materializedView(),
                    Table.internal("elsewhere").foreignTable(),
                    Table.global("subject"),
                    Table.internal("queue").forWorker(),
                    Table.internal("history").leftToItsTool(),
                    Table.internal("secret"),
                    Table.identity("person")
                            .select(
                                    Rows.own("id"),
                                    Rows.ofTenantThrough(
                                            "id", "membership", "person_id", "tenant_id"))
                            .update(List.of("name"), Rows.own("id"))
                            .lookedUpByOwner(),
                    Table.identity("membership")
                            .select(Rows.own("person_id"), Rows.ofTenant("tenant_id"))
                            .insert(Rows.ofTenant("tenant_id"))
                            .delete(Rows.ofTenant("tenant_id")),
                    Table.identity("organisation")
                            .select(
                                    List.of("id", "name"),
                                    Rows.ofTenant("id"),
                                    Rows.ownThrough("id", "membership", "tenant_id", "person_id")));

    @Test
    void saysWhatTheFluentFormSays() {
        Wall wall = Declaration.parse("school.yaml", FILE).wall();

        assertThat(WallSql.isolation(wall)).isEqualTo(WallSql.isolation(WALL));
    }

    @Test
    void isReadAsItWasWritten() {
        Wall special =
                WALL.withTenantKey(KeyType.BIGINT)
                        .withPrincipalKey(KeyType.TEXT)
                        .withSettings(new Settings("app", "school", "person"))
                        .withFunctionsIn("walls");

        for (Wall wall : List.of(WALL, special, WALL.withEpoch())) {
            String text = Declaration.write(wall);
            Wall read = Declaration.parse("written.yaml", text).wall();

            assertThat(Declaration.write(read)).isEqualTo(text);
            assertThat(WallSql.functions(read)).isEqualTo(WallSql.functions(wall));
            assertThat(WallSql.isolation(read)).isEqualTo(WallSql.isolation(wall));
        }
    }

    @Test
    void knowsADimensionByItsNumbers() {
        String file =
                """
                schema: s
                roles: {owner: o, app: a}
                optional-dimensions: [shelves]
                tables:
                  a: {kind: tenant, column: tenant_id, narrowed-by-number: {rooms: room_no}}
                  b: {kind: tenant, column: tenant_id, narrowed-by-number: {shelves: no}, narrowed-by-optional-number: {rooms: no}}
                  c: {kind: tenant, column: tenant_id, narrowed-by-numbers: {rooms: {column: room_nos, own: author_id}}, app: [select]}
                  d: {kind: tenant, column: tenant_id, narrowed-through-number: {rooms: 'tenant_id, c_id -> c (tenant_id, id)'}}
                  e: {kind: tenant, column: tenant_id, narrowed-through-number: {rooms: {reference: 'tenant_id, c_id -> c (tenant_id, id)', when-null: passed-over}}}
                """;

        Declaration declaration = Declaration.parse("f", file);
        Dimension<?> rooms = declaration.wall().dimensions().getFirst();

        assertThat(rooms.isNumbered()).isTrue();
        assertThat(Declaration.write(declaration.wall())).isEqualTo(file);
        assertThat(textOf(rooms, "33, 0")).isEqualTo("#1,2");
        assertThat(textOf(rooms, "all")).isEqualTo("all");
        assertThat(textOf(rooms, "")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> textOf(rooms, "0,x"));
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(
                        () ->
                                Declaration.parse(
                                        "f",
                                        file.replace(
                                                "narrowed-by-number: {rooms",
                                                "narrowed-by: {rooms")))
                .withMessageContaining(
                        "some tables are narrowed by the numbers of 'rooms', and others are not");
    }

    @SuppressWarnings("unchecked") // what a file declares has values of text
    private static String textOf(Dimension<?> declared, String value) {
        return ((Dimension<String>) declared).textOf(value);
    }

    @Test
    void writesEveryWordThatItReads() {
        Wall wall = Declaration.parse("school.yaml", FILE).wall();

        assertThat(Declaration.write(wall)).isEqualTo(Declaration.write(WALL));
    }

    @Test
    void knowsWhatAScopeMayLeaveOutAndWhetherItTellsItsEpoch() {
        String file =
                """
                schema: s
                roles: {owner: o, app: a}
                optional-dimensions: [classes]
                epoch: told
                tables:
                  a: {kind: tenant, column: tenant_id, narrowed-by: {classes: class_id}}
                  b: {kind: tenant, column: tenant_id, narrowed-by: {regions: region_id}}
                """;

        Wall wall = Declaration.parse("f", file).wall();

        assertThat(wall.dimensions())
                .extracting(Dimension::name, Dimension::isOptional)
                .containsExactlyInAnyOrder(tuple("classes", true), tuple("regions", false));
        assertThat(wall.hasEpoch()).isTrue();
        assertThat(Declaration.write(wall)).isEqualTo(file);
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(
                        () ->
                                Declaration.parse(
                                        "f", file.replace("[classes]", "[clases, regions]")))
                .withMessage("f:3:23: no table is narrowed by 'clases'; did you mean 'classes'?");
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> Declaration.parse("f", file.replace("told", "yes")))
                .withMessage("f:4:8: unknown value 'yes'; known are authority, told");
    }

    @Test
    void knowsHowTheWallIsSpelled() {
        Wall wall =
                Declaration.parse(
                                "f",
                                """
                                schema: s
                                roles: {owner: o, app: a}
                                tenant-key: bigint
                                principal-key: text
                                settings: {tenant: school}
                                functions-schema: walls
                                rendering: citus
                                tables: {t: {kind: tenant}}
                                """)
                        .wall();

        assertThat(wall.tenantKey()).isEqualTo(KeyType.BIGINT);
        assertThat(wall.principalKey()).isEqualTo(KeyType.TEXT);
        assertThat(wall.settings()).isEqualTo(new Settings("bailiwick", "school", "principal"));
        assertThat(wall.functionSchema()).isEqualTo("walls");
        assertThat(wall.rendering()).isEqualTo(Rendering.CITUS);
    }

    @ParameterizedTest
    @EnumSource
    void knowsHowScopesAreSealed(SealForm form) {
        String text =
                "schema: s\nroles: {owner: o, app: a}\nseal: %s\ntables:\n  t: {kind: tenant, column: tenant_id}\n"
                        .formatted(form.name().toLowerCase(Locale.ROOT));

        Wall wall = Declaration.parse("f", text).wall();

        assertThat(wall.seal()).hasValue(form);
        assertThat(Declaration.write(wall)).isEqualTo(text);
        assertThat(Declaration.parse("f", FILE).wall().seal()).isEmpty();
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> Declaration.parse("f", text.replace("seal: ", "seal: un")))
                .withMessageContaining("f:3:7: unknown value");
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> Declaration.parse("f", text + "rendering: citus\n"))
                .withMessageContaining("Citus");
    }

    @Test
    void knowsWhereEachTableStands() {
        Declaration declaration = Declaration.parse("school.yaml", FILE);

        assertThat(declaration.placeOf("lesson")).contains(new Place("school.yaml", 12, 3));
        assertThat(declaration.placeOf("nothing")).isEmpty();
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {kind: tennant}                                        | f:3:13: unknown value 'tennant'; did you mean 'tenant'?
                    {}                                                     | f:3:6: 'kind' is missing
                    {kind: tenant, collumn: x}                             | f:3:21: unknown key 'collumn'; did you mean 'column'?
                    {kind: global, app: everything}                        | f:3:21: unknown key 'app'; known are kind
                    {kind: tenant, column: "a;b"}                          | f:3:3: column name 'a;b': use letters, digits and underscores, at most 63 bytes
                    {kind: tenant, app: [select, udpate]}                  | f:3:35: unknown command 'udpate'; did you mean 'update'?
                    {kind: tenant, app: select, columns: {update: x}}     | f:3:44: names columns, but 'app' has no update
                    {kind: tenant, narrowed-by: {tenant: x}}               | f:3:43: Dimension name 'tenant': use lower-case letters and underscores, at most 41, and none of [epoch, principal, tenant, tenants]
                    {kind: tenant, owner: look-up}                         | f:3:28: unknown value 'look-up'; did you mean 'looks-up'?
                    {kind: chained, parent: pupil.id}                      | f:3:30: should be a reference such as 'pupil_id -> pupil.id'
                    {kind: chained, parent: b_id -> b.id, app: select}     | f:3:3: chained table t is reached through b, which must be declared as a tenant, chained or identity table
                    {kind: internal, for: worker}                          | f:3:3: internal table t is for a worker, and there is none
                    {kind: chained, parents: []}                           | f:3:31: should be at least one reference
                    {kind: chained}                                        | f:3:6: needs either 'parent', or 'parents' where there are several
                    {kind: chained, parent: {reference: a -> b.c, when-null: x}} | f:3:63: unknown value 'x'; known are hidden, passed-over
                    {kind: tenant, shared-rows: nobody}                    | f:3:34: unknown value 'nobody'; known are without-tenant
                    {kind: internal, is: view}                             | f:3:27: unknown value 'view'; known are foreign-table, materialized-view
                    {kind: internal, for: anybody}                         | f:3:28: unknown value 'anybody'; known are its-tool, worker
                    {kind: identity, select: []}                           | f:3:31: should be at least one of {own: COLUMN} and {tenant: COLUMN}
                    {kind: identity, select: {own: id, tenant: id}}        | f:3:31: needs either 'own' or 'tenant'
                    {kind: identity, columns: {update: [name]}}            | f:3:23: names columns, but there is no 'update'
                    {kind: identity, columns: {select: [name]}}            | f:3:23: names columns, but there is no 'select'
                    everything                                             | f:3:6: should be a mapping
                    """)
    void refusesATableAtItsPlace(String entry, String expected) {
        String file = "{schema: s, roles: {owner: o, app: a}, tables: {\n\n  t: " + entry + "}}";

        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> Declaration.parse("f", file))
                .withMessage(expected);
    }

    @Test
    void tellsEverythingThatIsWrongAtOnce() {
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(
                        () ->
                                Declaration.parse(
                                        "f",
                                        """
                                        shema: school
                                        roles: {owner: o}
                                        tables:
                                          a: {kind: tenant, collumn: x}
                                          b: {kind: tenant}
                                          c: {kind: nothing}
                                        """))
                .withMessage(
                        """
                        f:1:1: 'schema' is missing
                        f:1:1: unknown key 'shema'; did you mean 'schema'?
                        f:2:8: 'app' is missing
                        f:4:21: unknown key 'collumn'; did you mean 'column'?
                        f:6:13: unknown value 'nothing'; known are chained, global, identity, internal, tenant, view\
                        """
                                .replace("\n", System.lineSeparator()));
    }

    @Test
    void whoseRowsAreWithinATenantIsReadAsItIsWritten() {
        Permission editAll = Permissions.of(List.of("EDIT_ALL")).require("EDIT_ALL");
        Permission readAll = Permissions.of(List.of("READ_ALL")).require("READ_ALL");
        List<Table> tables = new ArrayList<>(AuthoritySql.declarations());
        tables.add(
                Table.tenant("paper")
                        .ownedBy("author_id")
                        .inTeam("team_id")
                        .sharedAs("paper", "key")
                        .guestsRead("key", "title")
                        .select()
                        .update("title"));
        tables.add(
                Table.tenant("notice")
                        .inTeamOptional("team_id")
                        .readWith(readAll)
                        .changedWith(editAll)
                        .select());
        tables.add(Table.tenant("note").ownContentOnly("author_id", editAll).select().delete());
        Wall wall = Wall.of("school", Roles.of("school_owner", "school_app"), tables);

        String text = Declaration.write(wall);

        assertThat(text)
                .contains("owned-by: author_id", "in-team: team_id", "in-team-optional: team_id")
                .contains("read-with: 'READ_ALL'", "changed-with: 'EDIT_ALL'")
                .contains("owned-by: {column: author_id, unless: 'EDIT_ALL'}", "shared-as:");
        Wall read = Declaration.parse("wall.yaml", text).wall();
        assertThat(WallSql.isolation(read)).isEqualTo(WallSql.isolation(wall));
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(
                        () ->
                                Declaration.parse(
                                        "wall.yaml",
                                        text.replaceFirst("owned-by: author_id(, |\\n\\s*)", "")))
                .withMessageContaining("ownedBy before sharedAs");
    }
}
