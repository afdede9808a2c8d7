package dev.bailiwick.core.authority;

import static dev.bailiwick.core.authority.Netrun.ADMIN;
import static dev.bailiwick.core.authority.Netrun.ALL;
import static dev.bailiwick.core.authority.Netrun.MEMBER;
import static dev.bailiwick.core.authority.Netrun.MODEL;
import static dev.bailiwick.core.authority.Netrun.OWNER;
import static dev.bailiwick.core.authority.Netrun.VIEWER;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bailiwick.core.authority.Netrun.Permit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

class RoleModelTest {

    @Test
    void nR1AndR2OwnerIsAboveAdminAboveMemberAboveViewer() {
        assertThat(MODEL.roles()).containsExactly(OWNER, ADMIN, MEMBER, VIEWER);
        for (int higher = 0; higher < 4; higher++) {
            for (int lower = 0; lower < 4; lower++) {
                assertThat(MODEL.includes(MODEL.roles().get(higher), MODEL.roles().get(lower)))
                        .isEqualTo(higher <= lower);
            }
        }
    }

    @Test
    void nR3AndD2ARoleThatIsUnknownIsAboveNothingAndBelowNothing() {
        Role misspelt = new Role("veiwer", Set.of());
        Role forged = new Role("owner", Set.of());

        assertThat(MODEL.includes(OWNER, misspelt)).isFalse();
        assertThat(MODEL.includes(misspelt, VIEWER)).isFalse();
        assertThat(MODEL.includes(misspelt, misspelt)).isFalse();
        assertThat(MODEL.includes(forged, VIEWER)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MODEL.require("veiwer"))
                .withMessage("Unknown role veiwer; known are owner, admin, member, viewer");
        assertThat(MODEL.find("veiwer")).isEmpty();
    }

    @Test
    void nR5EachRoleHoldsItsOwnAndWhatIsBelow() {
        assertThat(OWNER.permissions()).isEqualTo(ALL.all());
        assertThat(ADMIN.permissions())
                .isEqualTo(
                        Netrun.except(
                                Permit.USERS_DELETE,
                                Permit.TENANT_UPDATE,
                                Permit.TENANT_DELETE,
                                Permit.BILLING_UPDATE));
        assertThat(MEMBER.permissions()).hasSize(6).contains(Permit.CONTENT_UPDATE);
        assertThat(VIEWER.permissions())
                .containsExactlyInAnyOrder(
                        Permit.USERS_READ,
                        Permit.TENANT_READ,
                        Permit.CONTENT_READ,
                        Permit.BILLING_READ);
    }

    @Test
    void theStandardSetIsMadeFromThreeSets() {
        RoleModel standard =
                RoleModel.standard(
                        ALL,
                        Set.of(Permit.USERS_CREATE),
                        Set.of(Permit.CONTENT_CREATE),
                        Set.of(Permit.CONTENT_READ));

        assertThat(standard.roles())
                .extracting(Role::name)
                .containsExactly("owner", "admin", "member", "viewer");
        assertThat(standard.require("admin").permissions())
                .containsExactlyInAnyOrder(
                        Permit.USERS_CREATE, Permit.CONTENT_CREATE, Permit.CONTENT_READ);
        assertThat(standard.owner().permissions()).isEqualTo(ALL.all());
    }

    @Test
    void aModelIsRefusedForWhatItCannotMean() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoleModel.of(ALL).role("a").role("b").above("a", "b").role("a"))
                .withMessage("The role a is given twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoleModel.of(ALL).role("a").above("a", "b").build())
                .withMessage("The role b is not given; given are a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoleModel.of(ALL).role("a").role("b").build())
                .withMessageContaining("One role stands above all others");
        assertThatIllegalArgumentException().isThrownBy(() -> RoleModel.of(ALL).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoleModel.of(ALL).role("no blank").build());
        Permission stranger = Permissions.of(List.of("USERS_READ")).require("USERS_READ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoleModel.of(ALL).role("a", stranger))
                .withMessageStartingWith("Unknown permission USERS_READ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoleModel.of(ALL).allowedWhenSuspended(stranger));
    }

    @Test
    void aRoleAboveItselfIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoleModel.of(ALL).role("a").above("a", "a").build())
                .withMessage("The role a stands above itself");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                RoleModel.of(ALL)
                                        .role("top")
                                        .role("a")
                                        .role("b")
                                        .role("c")
                                        .above("top", "a")
                                        .above("a", "b")
                                        .above("b", "c")
                                        .above("c", "a")
                                        .build())
                .withMessageContaining("stands above itself");
    }

    @Test
    void permissionsAreAClosedSet() {
        assertThat(ALL.require("CONTENT_READ")).isEqualTo(Permit.CONTENT_READ);
        assertThat(ALL.find("CONTENT_REED")).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ALL.require("CONTENT_REED"))
                .withMessageContaining("known are")
                .withMessageContaining("CONTENT_READ");
        assertThat(Permissions.of(List.of("B", "A")).all())
                .extracting(Permission::name)
                .containsExactly("A", "B");
        assertThatIllegalArgumentException().isThrownBy(() -> Permissions.of(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> Permissions.of(List.of("A", "A")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Permissions.of(List.of("content:read")));
    }

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    /** Edges go from lower numbers to higher ones, so that there is no circle. */
    @ParameterizedTest
    @MethodSource("seeds")
    void aHierarchyIsWhatCanBeReached(int seed) {
        Random random = new Random(seed);
        int size = 1 + random.nextInt(8);
        List<Set<Integer>> edges = new ArrayList<>();
        List<Set<Permit>> own = new ArrayList<>();
        RoleModel.Builder builder = RoleModel.of(ALL);
        for (int i = 0; i < size; i++) {
            edges.add(new HashSet<>());
            own.add(some(random));
            builder.role("r" + i, own.get(i).toArray(Permit[]::new));
        }
        for (int i = 1; i < size; i++) {
            join(edges, builder, random.nextInt(i), i);
            join(edges, builder, random.nextInt(i), i);
        }

        RoleModel model = builder.build();

        for (int i = 0; i < size; i++) {
            Set<Permission> held = new HashSet<>();
            for (int j = 0; j < size; j++) {
                boolean reached = reaches(edges, i, j);
                assertThat(model.includes(model.require("r" + i), model.require("r" + j)))
                        .as("r%s above r%s of %s", i, j, edges)
                        .isEqualTo(reached);
                held.addAll(reached ? own.get(j) : Set.of());
            }
            assertThat(model.require("r" + i).permissions()).isEqualTo(i == 0 ? ALL.all() : held);
        }
        if (size > 1) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.above("r" + (size - 1), "r0").build());
        }
    }

    private static Set<Permit> some(Random random) {
        Set<Permit> some = EnumSet.allOf(Permit.class);
        some.removeIf(_ -> random.nextInt(4) > 0);
        return some;
    }

    private static void join(
            List<Set<Integer>> edges, RoleModel.Builder builder, int higher, int lower) {
        edges.get(higher).add(lower);
        builder.above("r" + higher, "r" + lower);
    }

    private static boolean reaches(List<Set<Integer>> edges, int from, int to) {
        return from == to || edges.get(from).stream().anyMatch(next -> reaches(edges, next, to));
    }
}
