package dev.bailiwick.posture.provider.secret;

import dev.bailiwick.posture.provider.credential.SecretType;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.security.GeneralSecurityException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * Seals all credentials anew, with a new key, in batches of their own transactions: servers go on
 * meanwhile, and what is cut off leaves each row sealed with a key that is there.
 */
final class SecretRotation {

    private static final int BATCH = 20;
    private static final int ROUNDS = 10;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final MasterKeys master;
    private final Map<UUID, DataKey> opened = new HashMap<>();

    /**
     * @param maintenance across tenants
     */
    SecretRotation(DataSource maintenance, MasterKeys master) {
        this.jdbc = JdbcClient.create(maintenance);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(maintenance));
        this.master = master;
    }

    /**
     * What became of them.
     *
     * @param unreadable how many do not open, and are as they were
     */
    record Outcome(int sealed, int unreadable, int removedKeys) {}

    private static final String NEWEST =
            """
            select id from posture.secret_key order by id desc limit 1
            """;

    /**
     * Needs a maintenance scope.
     *
     * @throws GeneralSecurityException if the newest key was wrapped by another master key
     */
    Outcome run() throws GeneralSecurityException {
        for (UUID newest :
                jdbc.sql(NEWEST).query((row, n) -> row.getObject(1, UUID.class)).list()) {
            key(newest);
        }
        UUID id = DataKeys.add(jdbc, master);
        DataKey key = key(id);
        int sealed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Pass pass = pass(key);
            sealed += pass.sealed();
            try {
                int removed = jdbc.sql(REMOVE).param("key", id).update();
                return new Outcome(sealed, pass.unreadable(), removed);
            } catch (DataIntegrityViolationException inUse) {
                // a server has just sealed one with an older key
            }
        }
        throw new IllegalStateException("servers go on sealing with keys that are not the newest");
    }

    /** Once over all rows. */
    private record Pass(int sealed, int unreadable) {}

    private Pass pass(DataKey key) {
        int sealed = 0;
        int unreadable = 0;
        Place place = new Place(new UUID(0, 0), new UUID(0, 0));
        while (true) {
            Place from = place;
            Batch batch = Objects.requireNonNull(transaction.execute(status -> batch(key, from)));
            sealed += batch.sealed();
            unreadable += batch.unreadable();
            if (batch.last() == null) {
                return new Pass(sealed, unreadable);
            }
            place = batch.last();
        }
    }

    private record Place(UUID tenant, UUID secret) {}

    private record Batch(int sealed, int unreadable, @Nullable Place last) {}

    private static final String NEXT =
            """
            select s.tenant_id, s.id, s.provider_id, s.secret_type, s.key_id, s.sealed
            from posture.provider_secret s
            where s.key_id < :key and (s.tenant_id, s.id) > (:tenant, :secret)
            order by s.tenant_id, s.id limit :batch
            for update
            """;

    private static final String SEAL =
            """
            update posture.provider_secret s set key_id = :key, sealed = :sealed where (s.tenant_id, s.id) = (:tenant, :id)
            """;

    private Batch batch(DataKey key, Place from) {
        int sealed = 0;
        @Nullable Place last = null;
        List<Sealed> rows =
                jdbc.sql(NEXT)
                        .param("key", key.id())
                        .param("tenant", from.tenant())
                        .param("secret", from.secret())
                        .param("batch", BATCH)
                        .query((row, n) -> new Sealed(row))
                        .list();
        for (Sealed row : rows) {
            last = row.place();
            if (seal(row, key)) {
                sealed++;
            }
        }
        return new Batch(sealed, rows.size() - sealed, last);
    }

    private boolean seal(Sealed row, DataKey key) {
        try {
            String text = key(row.key).open(row.sealed, row.seat);
            jdbc.sql(SEAL)
                    .param("key", key.id())
                    .param("sealed", key.seal(text, row.seat))
                    .param("tenant", row.seat.tenant())
                    .param("id", row.seat.secret())
                    .update();
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static final String REMOVE =
            """
            delete from posture.secret_key k
            where k.id < :key and not exists (select from posture.provider_secret s where s.key_id = k.id)
            """;

    private static final String WRAPPED =
            """
            select wrapped from posture.secret_key where id = :id
            """;

    private DataKey key(UUID id) throws GeneralSecurityException {
        DataKey key = opened.get(id);
        if (key == null) {
            byte[] wrapped =
                    jdbc.sql(WRAPPED).param("id", id).query((row, n) -> row.getBytes(1)).single();
            key = master.unwrap(id, wrapped);
            opened.put(id, key);
        }
        return key;
    }

    /** A row as it is. */
    private static final class Sealed {

        private final Seat seat;
        private final UUID key;
        private final byte[] sealed;

        private Sealed(ResultSet row) throws SQLException {
            this.seat =
                    new Seat(
                            row.getObject("tenant_id", UUID.class),
                            row.getObject("id", UUID.class),
                            row.getObject("provider_id", UUID.class),
                            SecretType.of(row.getString("secret_type")).orElseThrow());
            this.key = row.getObject("key_id", UUID.class);
            this.sealed = row.getBytes("sealed");
        }

        private Place place() {
            return new Place(seat.tenant(), seat.secret());
        }
    }
}
