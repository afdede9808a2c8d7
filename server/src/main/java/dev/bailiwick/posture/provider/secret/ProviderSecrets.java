package dev.bailiwick.posture.provider.secret;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.provider.Providers;
import dev.bailiwick.posture.provider.credential.Accepted;
import dev.bailiwick.posture.provider.credential.CredentialForms;
import dev.bailiwick.posture.provider.credential.SecretType;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

import java.security.GeneralSecurityException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The credentials of the providers of the tenant in scope. Every method needs a transaction. */
@Component
public final class ProviderSecrets {

    private final JdbcClient jdbc;
    private final DataKeys keys;
    private final Providers providers;

    ProviderSecrets(JdbcClient jdbc, DataKeys keys, Providers providers) {
        this.jdbc = jdbc;
        this.keys = keys;
        this.providers = providers;
    }

    private static final String ACCOUNT =
            """
            select provider, uid from provider where id = :provider and deleted_at is null for no key update
            """;

    /** What a provider stands for. */
    record Account(ProviderKind kind, String uid) {}

    /** Of a provider that can be seen, which is not deleted meanwhile. */
    Optional<Account> hold(UUID provider) {
        return jdbc.sql(ACCOUNT)
                .param("provider", provider)
                .query((row, n) -> account(row))
                .optional();
    }

    private static Account account(ResultSet row) throws SQLException {
        return new Account(kind(row.getString("provider")), row.getString("uid"));
    }

    private static final String NEW_ID = "select uuidv7()";

    private static final String CREATE =
            """
            insert into provider_secret (id, provider_id, name, secret_type, key_id, sealed)
            values (:id, :provider, :name, :type, :key, :sealed)
            on conflict (tenant_id, provider_id) do nothing
            returning id
            """;

    /** Keeps the first credentials of a provider; empty if it has some. */
    Optional<UUID> create(
            UUID provider, @Nullable String name, SecretType type, Accepted accepted) {
        UUID id = jdbc.sql(NEW_ID).query(UUID.class).single();
        DataKey key = keys.newest();
        StatementSpec create =
                jdbc.sql(CREATE)
                        .param("id", id)
                        .param("provider", provider)
                        .param("name", name)
                        .param("type", type.word())
                        .param("key", key.id())
                        .param(
                                "sealed",
                                key.seal(
                                        accepted.kept().text(),
                                        new Seat(tenant(), id, provider, type)));
        Optional<UUID> created = whileTheKeyStays(() -> create.query(UUID.class).optional());
        created.ifPresent(any -> providers.unchecked(provider));
        return created;
    }

    /** The key may have been renewed since it was read. */
    private static <T> T whileTheKeyStays(Supplier<T> work) {
        try {
            return work.get();
        } catch (DataIntegrityViolationException e) {
            throw ApiException.unavailable(
                    "The keys of credentials are being renewed. Try again.", Duration.ofSeconds(1));
        }
    }

    /** A secret that nobody else changes until the transaction ends. */
    record Held(UUID id, UUID provider, Account account, SecretType type) {}

    private static final String HOLD =
            """
            select s.id, s.provider_id, p.provider, p.uid, s.secret_type
            from provider_secret s join provider p on p.tenant_id = s.tenant_id and p.id = s.provider_id
            where s.id = :id and p.deleted_at is null
            for update of s
            """;

    /** With the provider, which is locked in front of it, as by whoever deletes that. */
    Optional<Held> holdSecret(UUID id) {
        if (!lockProvider(id)) {
            return Optional.empty();
        }
        return jdbc.sql(HOLD)
                .param("id", id)
                .query(
                        (row, n) ->
                                new Held(
                                        id,
                                        row.getObject("provider_id", UUID.class),
                                        account(row),
                                        type(row)))
                .optional();
    }

    private static final String PROVIDER =
            """
            select provider_id from provider_secret where id = :id
            """;

    private boolean lockProvider(UUID secret) {
        return jdbc.sql(PROVIDER)
                .param("id", secret)
                .query(UUID.class)
                .optional()
                .filter(providers::lock)
                .isPresent();
    }

    private static final String RENAME =
            """
            update provider_secret set name = :name, updated_at = now() where id = :id
            """;

    void rename(Held secret, @Nullable String name) {
        jdbc.sql(RENAME).param("name", name).param("id", secret.id()).update();
    }

    private static final String REPLACE =
            """
            update provider_secret
            set secret_type = :type, key_id = :key, sealed = :sealed, updated_at = now(), version = version + 1
            where id = :id
            """;

    void replace(Held secret, SecretType type, Accepted accepted) {
        DataKey key = keys.newest();
        Seat seat = new Seat(tenant(), secret.id(), secret.provider(), type);
        StatementSpec replace =
                jdbc.sql(REPLACE)
                        .param("type", type.word())
                        .param("key", key.id())
                        .param("sealed", key.seal(accepted.kept().text(), seat))
                        .param("id", secret.id());
        whileTheKeyStays(replace::update);
        providers.unchecked(secret.provider());
    }

    private static final String REMOVE =
            """
            delete from provider_secret where id = :id
            """;

    /** False if there is none. */
    boolean remove(UUID id) {
        Optional<Held> held = holdSecret(id);
        held.ifPresent(
                secret -> {
                    jdbc.sql(REMOVE).param("id", id).update();
                    providers.unchecked(secret.provider());
                });
        return held.isPresent();
    }

    private static final String OPEN =
            """
            select s.tenant_id, s.id, s.provider_id, s.secret_type, s.version, s.sealed, p.provider, k.id as key_id, k.wrapped
            from provider_secret s
            join provider p on p.tenant_id = s.tenant_id and p.id = s.provider_id
            join secret_key k on k.id = s.key_id
            where s.provider_id = :provider and p.deleted_at is null
            """;

    /** The credentials of a provider, to be used at once and kept nowhere. */
    public Opened open(UUID provider) {
        return jdbc.sql(OPEN)
                .param("provider", provider)
                .query((row, n) -> opened(row))
                .optional()
                .orElseGet(Opened.None::new);
    }

    private Opened opened(ResultSet row) throws SQLException {
        SecretType type = type(row);
        UUID id = row.getObject("id", UUID.class);
        Seat seat =
                new Seat(
                        row.getObject("tenant_id", UUID.class),
                        id,
                        row.getObject("provider_id", UUID.class),
                        type);
        try {
            String text =
                    keys.of(row.getObject("key_id", UUID.class), row.getBytes("wrapped"))
                            .open(row.getBytes("sealed"), seat);
            return new Opened.Found(
                    CredentialForms.read(kind(row.getString("provider")), type, text).credentials(),
                    new Opened.Version(id, row.getInt("version")));
        } catch (GeneralSecurityException e) {
            return new Opened.Unreadable(
                    "The credentials cannot be opened with the keys of this server. Send them"
                            + " again.");
        } catch (ApiException e) {
            return new Opened.Unreadable(
                    "The credentials are not of a form that is taken today. Send them again.");
        }
    }

    private static final String VERSION =
            """
            select id, version from provider_secret where provider_id = :provider
            """;

    /** Whether a provider still has the credentials of which this is the version. */
    public boolean has(UUID provider, Opened.Version version) {
        return version(provider).filter(version::equals).isPresent();
    }

    /** Of the credentials that a provider has, if any. */
    public Optional<Opened.Version> version(UUID provider) {
        return jdbc.sql(VERSION)
                .param("provider", provider)
                .query((row, n) -> new Opened.Version(row.getObject(1, UUID.class), row.getInt(2)))
                .optional();
    }

    private static UUID tenant() {
        return Scopes.requireTenant().tenant().value();
    }

    private static ProviderKind kind(String word) {
        return ProviderKind.of(word)
                .orElseThrow(() -> new IllegalStateException("no kind of provider: " + word));
    }

    private static SecretType type(ResultSet row) throws SQLException {
        String word = row.getString("secret_type");
        return SecretType.of(word)
                .orElseThrow(() -> new IllegalStateException("no type of secret: " + word));
    }
}
