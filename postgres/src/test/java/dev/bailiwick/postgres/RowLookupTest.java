package dev.bailiwick.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

class RowLookupTest {

    private static final Roles ROLES = Roles.of("s_owner", "s_app");

    private static final Wall WALL = Wall.of("s", ROLES, Table.tenant("pupil").select());

    private static String name(String parent, String... columns) {
        return RowLookup.of(WALL, Link.of(List.of(columns), parent, List.of(columns))).name();
    }

    @Test
    void isNamedAfterWhatItLooksInto() {
        assertThat(name("pupil", "tenant_id", "id")).isEqualTo("sees_pupil_by_tenant_id_id");
        assertThat(name("other.pupil", "id")).isEqualTo("sees_other_pupil_by_id");
        assertThat(name("all", "id")).as("no function of the wall").isNotEqualTo("sees_all");
    }

    @Test
    void isNeverCutOffByPostgres() {
        String longest = "é".repeat(31) + "x";

        String one = name(longest, "id");
        String other = name(longest, "no");

        assertThat(List.of(one, other))
                .doesNotHaveDuplicates()
                .allSatisfy(
                        name -> {
                            assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(64);
                            assertThat(name).startsWith("sees_é");
                        });
    }

    @Test
    void comparesEachColumnWithItsOwn() {
        Link link = Link.of(List.of("org", "pupil_no"), "pupil", List.of("tenant_id", "no"));
        RowLookup lookup = RowLookup.of(WALL, link);

        assertThat(lookup.of(link).sql())
                .isEqualTo("bailiwick.sees_pupil_by_tenant_id_no(ROW(org, pupil_no))");
        assertThat(lookup.routine().sql())
                .contains("from s.pupil referred_to")
                .contains("referred_to.tenant_id operator(pg_catalog.=) refers.f1")
                .contains("referred_to.no operator(pg_catalog.=) refers.f2");
    }
}
