package dev.bailiwick.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bailiwick.core.Dimension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.BitSet;
import java.util.List;

class WallTest {

    private static final Roles ROLES = Roles.of("owner", "app");

    @Test
    void listsItsTablesAndDimensionsByName() {
        assertThat(School.WALL.tables())
                .extracting(Table::name)
                .isSorted()
                .contains("pupil", "queue");
        assertThat(School.WALL.dimensions()).containsExactly(School.CLASSES);
        assertThat(School.WALL.schema()).isEqualTo("school");
        assertThat(School.WALL.roles()).isEqualTo(School.ROLES);
    }

    @Test
    void aTableIsDeclaredOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wall.of("s", ROLES, Table.global("t"), Table.tenant("t")))
                .withMessage("t is declared twice");
    }

    @Test
    void aChainEndsAtATableThatIsProtectedAndRead() {
        ChainedTable page = Table.chained("page", "pupil_id", "pupil", "id").select();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wall.of("s", ROLES, page))
                .withMessageContaining("chained table page is reached through pupil");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wall.of("s", ROLES, page, Table.global("pupil")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wall.of("s", ROLES, page, Table.internal("pupil")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wall.of("s", ROLES, page, Table.tenant("pupil").insert()))
                .withMessageContaining("which the app role may not read");
        assertThat(Wall.of("s", ROLES, page, Table.tenant("pupil").select()).tables()).hasSize(2);
    }

    @Test
    void aChainDoesNotRunInACircle() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                Wall.of(
                                        "s",
                                        ROLES,
                                        Table.chained("a", "b_id", "b", "id").select(),
                                        Table.chained("b", "a_id", "a", "id").select()))
                .withMessageContaining("a -> b -> a");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                Wall.of(
                                        "s",
                                        ROLES,
                                        Table.identity("m")
                                                .select(
                                                        Rows.ofTenantThrough(
                                                                "id", "m", "id", "tenant_id"))))
                .withMessageContaining("in a circle");
    }

    @Test
    void aCircleEndsWhereAReferenceIsIgnored() {
        ChainedTable hen =
                Table.chained(
                        "hen", Link.of("egg_id", "egg", "id"), Link.of("farm_id", "farm", "id"));
        ChainedTable egg = Table.chained("egg", "hen_id", "hen", "id").select();
        Table farm = Table.tenant("farm").select();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wall.of("s", ROLES, hen.select(), egg, farm))
                .withMessageContaining("egg -> hen -> egg")
                .withMessageContaining("ignoring(");
        assertThat(
                        Wall.of(
                                        "s",
                                        ROLES,
                                        Table.chained("hen", "farm_id", "farm", "id")
                                                .ignoring("egg_id")
                                                .select(),
                                        egg,
                                        farm)
                                .tables())
                .hasSize(3);
    }

    @Test
    void nothingIsChainedToRowsOfAllTenants() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                Wall.of(
                                        "s",
                                        ROLES,
                                        Table.tenant("template").sharedRows().select(),
                                        Table.chained("part", "template_id", "template", "id")))
                .withMessageContaining("everybody could write here");
    }

    @Test
    void citusTakesNoTableThatIsReachedThroughAnother() {
        Wall chained =
                Wall.of(
                        "s",
                        ROLES,
                        Table.tenant("pupil").select(),
                        Table.chained("page", "pupil_id", "pupil", "id"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> chained.renderedAs(Rendering.CITUS))
                .withMessageContaining("give it a tenant column of its own");
    }

    @Test
    void aChainedTableIsRecommendedATenantColumn() {
        assertThat(Table.chained("page", "pupil_id", "pupil", "id").recommendation())
                .startsWith("page belongs to its tenant through another table")
                .contains("4,500 times slower");
    }

    @Test
    void aParentsColumnsMustBeReadable() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                Wall.of(
                                        "s",
                                        ROLES,
                                        Table.tenant("pupil").select("name"),
                                        Table.chained("page", "pupil_id", "pupil", "id")))
                .withMessageContaining("of the column id too");
    }

    @Test
    void twoDimensionsDoNotShareAName() {
        Dimension<String> one = Dimension.of("area", text -> text);
        Dimension<String> other = Dimension.of("area", text -> text);

        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                Wall.of(
                                        "s",
                                        ROLES,
                                        Table.tenant("a").narrowedBy(one, "area_id"),
                                        Table.tenant("b").narrowedBy(other, "area_id")))
                .withMessageContaining("area");
    }

    @Test
    void aDimensionIsLookedUpByItsNumbersOrByItsIds() {
        Dimension<BitSet> numbered = Dimension.numbered("desk", numbers -> numbers);
        Dimension<String> listed = Dimension.of("area", text -> text);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Table.tenant("a").narrowedBy(numbered, "desk_id"))
                .withMessageContaining("narrowedByNumber");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Table.tenant("a").narrowedByOptionalNumber(listed, "area_no"))
                .withMessageContaining("Dimension.numbered");
    }

    @Test
    void narrowedThroughAnotherTableIsWhatThatTablesDimensionSays() {
        Dimension<String> area = Dimension.of("area", text -> text);
        Dimension<String> other = Dimension.of("other", text -> text);
        Link link = Link.of("b_id", "b", "id");
        Table table = Table.tenant("a").narrowedThrough(area, link).select();

        for (Table parent :
                List.of(
                        Table.tenant("b").select(),
                        Table.tenant("b").narrowedBy(other, "o_id").select(),
                        Table.tenant("b")
                                .narrowedBy(area, "area_id")
                                .narrowedBy(other, "o_id")
                                .select(),
                        Table.tenant("b").narrowedBy(area, "area_id").sharedRows().select(),
                        Table.tenant("b").narrowedBy(area, "area_id").ownedBy("o_id").select())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Wall.of("s", ROLES, table, parent))
                    .withMessageContaining("narrowed by area and by nothing else");
        }
        assertThat(
                        Wall.of(
                                        "s",
                                        ROLES,
                                        table,
                                        Table.tenant("b").narrowedBy(area, "area_id").select())
                                .tables())
                .hasSize(2);
    }

    @Test
    void eachRoleHasOnePart() {
        assertThatIllegalArgumentException().isThrownBy(() -> Roles.of("app", "app"));
        assertThatIllegalArgumentException().isThrownBy(() -> ROLES.withWorker("owner"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ROLES.withWorker("w").withMaintenance("w"));
    }

    @Test
    void theWorkersTablesNeedAWorker() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wall.of("s", ROLES, Table.internal("queue").forWorker()))
                .withMessageContaining("queue");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " p", "p'", "p\"; drop table x; --", "p.q.r", "p\\", "p\n", "p;", "(p)"})
    void aNameThatWouldHaveToBeEscapedIsRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Table.tenant(name));
        assertThatIllegalArgumentException().isThrownBy(() -> Table.tenant("t").in(name));
        assertThatIllegalArgumentException().isThrownBy(() -> Table.tenant("t").update(name));
        assertThatIllegalArgumentException().isThrownBy(() -> Rows.own(name));
        assertThatIllegalArgumentException().isThrownBy(() -> Wall.of(name, ROLES));
        assertThatIllegalArgumentException().isThrownBy(() -> Roles.of(name, "app"));
    }

    @Test
    void aNameIsQuotedWhereSqlNeedsItAndNowhereElse() {
        assertThat(Name.quoted("pupil")).isEqualTo("pupil");
        assertThat(Name.quoted("Pupil")).isEqualTo("\"Pupil\"");
        assertThat(Name.quoted("order")).isEqualTo("\"order\"");
        assertThat(Name.quoted("two words")).isEqualTo("\"two words\"");
        assertThatIllegalArgumentException().isThrownBy(() -> Name.check("table", "ä".repeat(32)));
    }

    @Test
    void addingToADeclarationLeavesTheOneItStartedFrom() {
        TenantTable nothing = Table.tenant("t");
        TenantTable read = nothing.select();

        assertThat(nothing.app().nothing()).isTrue();
        assertThat(read.app().privileges()).containsExactly("select");
    }
}
