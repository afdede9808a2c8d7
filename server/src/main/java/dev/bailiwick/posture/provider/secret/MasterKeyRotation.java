package dev.bailiwick.posture.provider.secret;

import com.google.crypto.tink.Aead;

import dev.bailiwick.cli.CommandException;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * Puts another master key in the place of the one there is, in three steps: the new key stands
 * before the old one; all keys are wrapped by it, in one transaction; the old one is put aside. At
 * each moment every process finds what opens, and what was cut off goes on with the key that was
 * made. Who runs it sees to it that nobody else does.
 */
final class MasterKeyRotation {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final MasterKey place;

    /**
     * @param maintenance across tenants
     */
    MasterKeyRotation(DataSource maintenance, MasterKey place) {
        this.jdbc = JdbcClient.create(maintenance);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(maintenance));
        this.place = place;
    }

    /**
     * What became of the keys that credentials are sealed with.
     *
     * @param wrapped how many the first master key opens now
     * @param changed how many of them another one had wrapped; none if an earlier run did all that
     * @param unreadable how many no master key opens, and are as they were
     * @param former where the old master keys are now; empty where they stand in a variable
     */
    record Outcome(int wrapped, int changed, int unreadable, List<Path> former) {}

    /**
     * All three steps, or those that were not done. Needs a maintenance scope.
     *
     * @throws CommandException if the master key is not the one of this database, or cannot be
     *     changed from here
     */
    Outcome run() {
        prepare();
        List<byte[]> keys = place.bytes();
        Outcome outcome =
                Objects.requireNonNull(transaction.execute(status -> wrap(new MasterKeys(keys))));
        return place.isVariable() ? outcome : putAside(keys, outcome);
    }

    /**
     * The first step alone. Needs a maintenance scope.
     *
     * @return whether a key was made; none is where several stand already
     */
    boolean prepare() {
        List<byte[]> keys = place.bytes();
        requireThatItOpens(new MasterKeys(keys));
        if (keys.size() > 1) {
            return false;
        }
        if (place.isVariable()) {
            throw CommandException.couldNot(
                    "The master key is in %s, which servers read when they start: put a new one and a comma before the old one there, restart the servers with that, and run this again with it."
                            .formatted(MasterKey.VARIABLE));
        }
        byte[] made = new byte[MasterKeys.BYTES];
        new SecureRandom().nextBytes(made);
        try {
            place.replace(List.of(made, keys.getFirst()));
        } catch (IOException e) {
            throw CommandException.couldNot(
                    "The new master key cannot be written to %s (%s); nothing was changed. Put a line with a new one before the old one there yourself, and run this again."
                            .formatted(place.place(), e));
        }
        return true;
    }

    /** A row as it is. */
    private static final class Wrapped {

        private final UUID id;
        private final byte[] key;

        private Wrapped(ResultSet row) throws SQLException {
            this.id = row.getObject("id", UUID.class);
            this.key = row.getBytes("wrapped");
        }
    }

    private static final String NEWEST =
            """
            select id, wrapped from posture.secret_key order by id desc limit 1
            """;

    private void requireThatItOpens(MasterKeys keys) {
        Wrapped newest =
                jdbc.sql(NEWEST)
                        .query((row, n) -> new Wrapped(row))
                        .optional()
                        .orElseThrow(
                                () ->
                                        CommandException.couldNot(
                                                "No key was wrapped by a master key yet; start the"
                                                        + " server once first."));
        try {
            keys.thatOpens(newest.id, newest.key);
        } catch (GeneralSecurityException e) {
            throw CommandException.couldNot(
                    "The master key, %s, is not the one that the credentials of providers were sealed with."
                            .formatted(place.place()));
        }
    }

    private static final String ALL =
            """
            select id, wrapped from posture.secret_key order by id for update
            """;

    private static final String WRAP =
            """
            update posture.secret_key set wrapped = :wrapped where id = :id
            """;

    private Outcome wrap(MasterKeys keys) {
        Aead first = keys.first();
        int changed = 0;
        int unreadable = 0;
        List<Wrapped> all = jdbc.sql(ALL).query((row, n) -> new Wrapped(row)).list();
        for (Wrapped each : all) {
            try {
                Aead from = keys.thatOpens(each.id, each.key);
                if (!from.equals(first)) {
                    changed +=
                            jdbc.sql(WRAP)
                                    .param("id", each.id)
                                    .param(
                                            "wrapped",
                                            DataKey.wrapAnew(each.id, each.key, from, first))
                                    .update();
                }
            } catch (GeneralSecurityException e) {
                unreadable++;
            }
        }
        return new Outcome(all.size() - unreadable, changed, unreadable, List.of());
    }

    private Outcome putAside(List<byte[]> keys, Outcome outcome) {
        List<Path> former = new ArrayList<>();
        try {
            for (byte[] old : keys.subList(1, keys.size())) {
                former.add(place.keepFormer(old));
            }
            place.replace(keys.subList(0, 1));
        } catch (IOException e) {
            throw CommandException.couldNot(
                    "All keys are wrapped by the first master key in %s, but the file cannot be written (%s): remove all lines but the first there yourself."
                            .formatted(place.place(), e));
        }
        return new Outcome(
                outcome.wrapped(), outcome.changed(), outcome.unreadable(), List.copyOf(former));
    }
}
