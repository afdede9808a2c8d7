package dev.bailiwick.posture.access.role;

import dev.bailiwick.posture.access.Made;
import dev.bailiwick.posture.access.Outcome;
import dev.bailiwick.posture.access.Permission;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Changes roles and who holds them, in the tenant in scope and on behalf of the principal in scope.
 * The rules are those of the functions: nobody gives, changes or takes more than they hold.
 */
@Component
class Roles {

    private final JdbcClient jdbc;

    Roles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What a role is to be; null stays as it is.
     *
     * @param permissions what is not named stays as it is
     */
    record Wish(
            @Nullable String name,
            Map<Permission, Boolean> permissions,
            @Nullable Boolean unlimited,
            @Nullable List<UUID> groups) {

        private String[] named(boolean value) {
            return permissions.entrySet().stream()
                    .filter(each -> each.getValue() == value)
                    .map(each -> each.getKey().name())
                    .sorted()
                    .toArray(String[]::new);
        }
    }

    private static final String MAKE =
            """
            select outcome, made from make_role(:name, :allowed, :unlimited, cast(:groups as uuid[]))
            """;

    Made make(Wish wish) {
        return Made.of(
                jdbc.sql(MAKE)
                        .param("name", wish.name())
                        .param("allowed", wish.named(true))
                        .param("unlimited", Boolean.TRUE.equals(wish.unlimited()))
                        .param(
                                "groups",
                                Linking.array(wish.groups() == null ? List.of() : wish.groups())));
    }

    private static final String CHANGE =
            """
            select change_role(:id, cast(:name as text), :granted, :withdrawn, cast(:unlimited as boolean),
                               cast(:groups as uuid[]))
            """;

    Outcome change(UUID role, Wish wish) {
        return Outcome.of(
                jdbc.sql(CHANGE)
                        .param("id", role)
                        .param("name", wish.name())
                        .param("granted", wish.named(true))
                        .param("withdrawn", wish.named(false))
                        .param("unlimited", wish.unlimited())
                        .param("groups", Linking.array(wish.groups())));
    }

    private static final String REMOVE = "select remove_role(:id)";

    Outcome remove(UUID role) {
        return Outcome.of(jdbc.sql(REMOVE).param("id", role));
    }

    private static final String CHANGE_GROUPS =
            """
            select change_role_groups(:id, cast(:groups as uuid[]), :how)
            """;

    /**
     * @param groups null: all that the role has
     */
    Outcome changeGroups(UUID role, @Nullable Collection<UUID> groups, Linking how) {
        return Outcome.of(
                jdbc.sql(CHANGE_GROUPS)
                        .param("id", role)
                        .param("groups", Linking.array(groups))
                        .param("how", how.word()));
    }

    private static final String CHANGE_OF_USER =
            """
            select change_user_roles(:user, cast(:roles as uuid[]), :how)
            """;

    /**
     * @param roles null: all that the user holds
     */
    Outcome changeOfUser(UUID user, @Nullable Collection<UUID> roles, Linking how) {
        return Outcome.of(
                jdbc.sql(CHANGE_OF_USER)
                        .param("user", user)
                        .param("roles", Linking.array(roles))
                        .param("how", how.word()));
    }
}
