package dev.bailiwick.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

class RowLookupTest {

    private static final Roles ROLES = Roles.of("s_owner", "s_app");

    private static final Wall WALL = Wall.of("s", ROLES, Table.tenant("pupil").select());

    private static RowLookup lookup(String table, Link link) {
        return RowLookup.of(WALL, table, link);
    }

    private static Link link(String parent, String... columns) {
        return Link.of(List.of(columns), parent, List.of(columns));
    }

    @Test
    void isNamedAfterWhatItLooksIntoAndForWhom() {
        assertThat(lookup("page", link("pupil", "id")).name())
                .matches("sees_pupil_of_page_[0-9a-f]{8}");
        assertThat(lookup("page", link("other.pupil", "id")).name())
                .matches("sees_other_pupil_of_page_[0-9a-f]{8}");
    }

    @Test
    void whatCouldBeMistakenForEachOtherHasOtherNames() {
        String longest = "é".repeat(31) + "x";

        assertThat(
                        List.of(
                                lookup("page", link("pupil", "a", "b_c")),
                                lookup("page", link("pupil", "a_b", "c")),
                                lookup("book", link("pupil", "a", "b_c")),
                                lookup("page", link("x.y", "id")),
                                lookup("page", link("x_y", "id")),
                                lookup("page", link(longest, "id")),
                                lookup("page", link(longest, "no"))))
                .extracting(RowLookup::name)
                .doesNotHaveDuplicates()
                .allSatisfy(
                        name ->
                                assertThat(name.getBytes(StandardCharsets.UTF_8))
                                        .as("cut off by PostgreSQL")
                                        .hasSizeLessThan(64));
    }

    @Test
    void comparesEachColumnWithItsOwn() {
        Link link = Link.of(List.of("org", "pupil_no"), "pupil", List.of("tenant_id", "no"));
        RowLookup lookup = lookup("page", link);

        assertThat(lookup.of(link).sql())
                .isEqualTo("bailiwick." + lookup.name() + "(ROW(org, pupil_no))");
        assertThat(lookup.routine().sql())
                .contains("from s.pupil referred_to")
                .contains("referred_to.tenant_id operator(pg_catalog.=) refers.f1")
                .contains("referred_to.no operator(pg_catalog.=) refers.f2");
    }
}
