package dev.bailiwick.posture.access.role;

import dev.bailiwick.posture.access.Made;
import dev.bailiwick.posture.access.Outcome;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.UUID;

/**
 * Changes provider groups of the tenant in scope on behalf of the principal in scope, who must see
 * all providers of a group, before and after.
 */
@Component
class ProviderGroups {

    private final JdbcClient jdbc;

    ProviderGroups(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What a group is to be; null stays as it is. */
    record Wish(
            @Nullable String name, @Nullable List<UUID> providers, @Nullable List<UUID> roles) {}

    private static final String MAKE =
            """
            select outcome, made from make_group(:name, cast(:providers as uuid[]), cast(:roles as uuid[]))
            """;

    Made make(Wish wish) {
        return Made.of(
                jdbc.sql(MAKE)
                        .param("name", wish.name())
                        .param("providers", Linking.array(wish.providers()))
                        .param("roles", Linking.array(wish.roles())));
    }

    private static final String CHANGE =
            """
            select change_group(:id, cast(:name as text), cast(:providers as uuid[]), cast(:roles as uuid[]))
            """;

    Outcome change(UUID group, Wish wish) {
        return Outcome.of(
                jdbc.sql(CHANGE)
                        .param("id", group)
                        .param("name", wish.name())
                        .param("providers", Linking.array(wish.providers()))
                        .param("roles", Linking.array(wish.roles())));
    }

    private static final String REMOVE = "select remove_group(:id)";

    Outcome remove(UUID group) {
        return Outcome.of(jdbc.sql(REMOVE).param("id", group));
    }

    private static final String CHANGE_PROVIDERS =
            """
            select change_group_providers(:id, cast(:providers as uuid[]), :how)
            """;

    /**
     * @param providers null: all that the group has
     */
    Outcome changeProviders(UUID group, @Nullable List<UUID> providers, Linking how) {
        return Outcome.of(
                jdbc.sql(CHANGE_PROVIDERS)
                        .param("id", group)
                        .param("providers", Linking.array(providers))
                        .param("how", how.word()));
    }
}
