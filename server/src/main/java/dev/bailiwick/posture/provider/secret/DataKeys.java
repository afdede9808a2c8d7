package dev.bailiwick.posture.provider.secret;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The keys that credentials are sealed with, read from the database whenever one is needed: so
 * every process seals with the newest from the moment that it is there.
 */
class DataKeys {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final MasterKey master;
    private volatile @Nullable MasterKeys opened;

    DataKeys(JdbcClient jdbc, MasterKey master) {
        this.jdbc = jdbc;
        this.master = master;
    }

    private static final String NEWEST =
            """
            select id, wrapped from secret_key order by id desc limit 1
            """;

    /**
     * Makes the first key, and the master key, where there is none.
     *
     * @param maintenance across tenants
     * @throws CommandException if the master key does not open the newest key
     */
    void prepare(JdbcClient maintenance) {
        if (Scopes.call(new Scope.Global(), this::find).isEmpty()) {
            MasterKeys keys = master.readOrMake();
            opened = keys;
            Scopes.run(
                    new Scope.Maintenance("makes the first key of credentials", LIMIT),
                    () -> add(maintenance, keys));
        }
    }

    private static final String NEW_ID = "select uuidv7()";

    private static final String ADD =
            """
            insert into posture.secret_key (id, wrapped) values (:id, :wrapped)
            """;

    /** Adds a key, which is the newest from then on. */
    static UUID add(JdbcClient maintenance, MasterKeys master) {
        UUID id = maintenance.sql(NEW_ID).query(UUID.class).single();
        maintenance
                .sql(ADD)
                .param("id", id)
                .param("wrapped", DataKey.make(id, master.first()))
                .update();
        return id;
    }

    /** The key to seal with. */
    DataKey newest() {
        return find().orElseThrow(() -> new IllegalStateException("there is no key to seal with"));
    }

    private Optional<DataKey> find() {
        return jdbc.sql(NEWEST)
                .query((row, n) -> opened(row.getObject(1, UUID.class), row.getBytes(2)))
                .optional();
    }

    private DataKey opened(UUID id, byte[] wrapped) {
        try {
            return of(id, wrapped);
        } catch (GeneralSecurityException e) {
            throw CommandException.couldNot(
                    "The master key, %s, is not the one that the credentials of providers were sealed with; put that back."
                            .formatted(master.place()));
        }
    }

    /**
     * Reads the master key again if the one that is known does not open it: it may have been
     * changed since.
     *
     * @throws GeneralSecurityException if the master key does not open it
     */
    DataKey of(UUID id, byte[] wrapped) throws GeneralSecurityException {
        MasterKeys known = opened;
        if (known == null) {
            return read(id, wrapped);
        }
        try {
            return known.unwrap(id, wrapped);
        } catch (GeneralSecurityException unknown) {
            try {
                return read(id, wrapped);
            } catch (CommandException unreadable) {
                throw unknown;
            }
        }
    }

    private DataKey read(UUID id, byte[] wrapped) throws GeneralSecurityException {
        MasterKeys keys = master.read();
        DataKey key = keys.unwrap(id, wrapped);
        opened = keys;
        return key;
    }
}
