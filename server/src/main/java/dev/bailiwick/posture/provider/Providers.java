package dev.bailiwick.posture.provider;

import dev.bailiwick.posture.jsonapi.error.ApiException;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.Optional;
import java.util.UUID;

/** The providers of the tenant in scope, for features that write under them. */
@Component
public final class Providers {

    /** A row that loses the race against a deletion is looked for again this often. */
    private static final int ROUNDS = 10;

    private final JdbcClient jdbc;

    Providers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String FIND =
            """
            select id from provider where provider = :kind and uid = :uid and deleted_at is null
            """;

    /**
     * The provider of this account; made if the tenant has none. Two callers at once get the same
     * one. Needs a transaction.
     *
     * @param uid 3 to 250 characters; the kind's own rule is not asked, since what a scanner
     *     reports is a fact
     * @param alias of a provider that is made here
     * @throws IllegalArgumentException if the database cannot hold {@code uid}
     */
    public UUID findOrCreate(ProviderKind kind, String uid, @Nullable String alias) {
        if (uid.length() < ProviderKind.SHORTEST_UID
                || uid.length() > ProviderKind.LONGEST_UID
                || uid.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("'%s' cannot be a uid".formatted(uid));
        }
        for (int round = 0; round < ROUNDS; round++) {
            Optional<UUID> found =
                    jdbc.sql(FIND)
                            .param("kind", kind.word())
                            .param("uid", uid)
                            .query(UUID.class)
                            .optional()
                            .or(() -> create(kind, uid, alias));
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new IllegalStateException(
                "Provider %s '%s' is being made and deleted all the time"
                        .formatted(kind.word(), uid));
    }

    private static final String NEW_ID = "select new_provider_id()";

    private static final String CREATE =
            """
            insert into provider (id, provider, uid, alias) values (:id, :kind, :uid, :alias)
            on conflict (tenant_id, provider, uid) where deleted_at is null do nothing
            returning id
            """;

    /**
     * A new provider; empty if the tenant has one of this account. Needs a transaction.
     *
     * @throws ApiException 409 if the tenant has as many as there are numbers
     */
    Optional<UUID> create(ProviderKind kind, String uid, @Nullable String alias) {
        UUID id =
                jdbc.sql(NEW_ID)
                        .query((row, n) -> Optional.ofNullable(row.getObject(1, UUID.class)))
                        .single()
                        .orElseThrow(Providers::full);
        return jdbc.sql(CREATE)
                .param("id", id)
                .param("kind", kind.word())
                .param("uid", uid)
                .param("alias", alias)
                .query(UUID.class)
                .optional();
    }

    private static ApiException full() {
        return ApiException.conflict(
                "/data",
                "This tenant has 65,536 providers, and no more can be told apart. Delete some.");
    }

    private static final String HOLD =
            """
            select id from provider where id = :id and deleted_at is null for share
            """;

    /**
     * Keeps the provider from being deleted until the transaction under way ends. Whoever writes
     * rows under a provider asks first, in every transaction; then none of them is left over after
     * a deletion.
     *
     * @return false if the provider is deleted, or being deleted
     */
    public boolean hold(UUID provider) {
        return jdbc.sql(HOLD).param("id", provider).query(UUID.class).optional().isPresent();
    }

    private static final String LOCK =
            """
            select id from provider where id = :id and deleted_at is null for no key update
            """;

    /**
     * As {@link #hold}, and keeps everybody else from holding or changing it. Not after {@link
     * #hold} in the same transaction: two that both hold it would wait for each other.
     */
    public boolean lock(UUID provider) {
        return jdbc.sql(LOCK).param("id", provider).query(UUID.class).optional().isPresent();
    }

    private static final String CONNECTION =
            """
            update provider set connected = :connected, connection_last_checked_at = now()
            where id = :id and deleted_at is null
            """;

    /** Notes whether the account could be reached just now. */
    public void connection(UUID provider, boolean connected) {
        jdbc.sql(CONNECTION).param("connected", connected).param("id", provider).update();
    }

    private static final String UNCHECKED =
            """
            update provider set connected = null, connection_last_checked_at = null
            where id = :id and deleted_at is null
            """;

    /** With other credentials, nobody knows whether the account can be reached. */
    public void unchecked(UUID provider) {
        jdbc.sql(UNCHECKED).param("id", provider).update();
    }

    private static final String RENAME =
            """
            update provider set alias = :alias, updated_at = now() where id = :id and deleted_at is null
            """;

    /** False if there is none. */
    boolean rename(UUID provider, @Nullable String alias) {
        return jdbc.sql(RENAME).param("alias", alias).param("id", provider).update() == 1;
    }
}
