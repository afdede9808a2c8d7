package dev.bailiwick.postgres.sealed;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

/**
 * The keys that the database takes tokens under. Changed by whoever may act as the verifier's role:
 * a superuser, or the role that created it; never by the app role.
 *
 * <p>To change the key: {@link #add} the new one, let every process mint with it ({@link
 * Seal#rotate}, or a restart with the new file), and {@link #remove} the old one when its last
 * token has expired.
 */
public final class SealKeys {

    private final DataSource admin;

    private SealKeys(DataSource admin) {
        this.admin = admin;
    }

    /**
     * @param admin logged in as the role that ran {@link SealSql#setup}
     */
    public static SealKeys in(DataSource admin) {
        return new SealKeys(admin);
    }

    /**
     * Tokens under this key are taken from now on, beside those of the keys that are there.
     *
     * <p>The secret goes to the server as a parameter. A server that logs parameters would log it,
     * so that is switched off for this transaction where the role may.
     *
     * @throws SQLException also if there is a key of this number
     */
    public void add(SealKey key) throws SQLException {
        asVerifier(
                connection -> {
                    try (PreparedStatement insert =
                            connection.prepareStatement(
                                    "insert into bailiwick_seal.key (id, inner_pad, outer_pad)"
                                            + " values (?, ?, ?)")) {
                        insert.setString(1, key.number());
                        insert.setBytes(2, key.inner());
                        insert.setBytes(3, key.outer());
                        return insert.executeUpdate();
                    }
                });
    }

    /** Tokens under this key are refused from now on; false if there was none of this number. */
    public boolean remove(int id) throws SQLException {
        return asVerifier(
                connection -> {
                    try (PreparedStatement delete =
                            connection.prepareStatement(
                                    "delete from bailiwick_seal.key where id = ?")) {
                        delete.setString(1, "%05d".formatted(id));
                        return delete.executeUpdate() == 1;
                    }
                });
    }

    /** Whether tokens under this very key are taken, and not under another of its number. */
    public boolean holds(SealKey key) throws SQLException {
        return asVerifier(
                connection -> {
                    try (PreparedStatement select =
                            connection.prepareStatement(
                                    "select from bailiwick_seal.key where id = ? and inner_pad = ?"
                                            + " and outer_pad = ?")) {
                        select.setString(1, key.number());
                        select.setBytes(2, key.inner());
                        select.setBytes(3, key.outer());
                        try (ResultSet row = select.executeQuery()) {
                            return row.next();
                        }
                    }
                });
    }

    /** The numbers of all keys, sorted. */
    public List<Integer> ids() throws SQLException {
        return asVerifier(
                connection -> {
                    List<Integer> ids = new ArrayList<>();
                    try (Statement select = connection.createStatement();
                            ResultSet rows =
                                    select.executeQuery(
                                            "select id::integer from bailiwick_seal.key order by"
                                                    + " id")) {
                        while (rows.next()) {
                            ids.add(rows.getInt(1));
                        }
                    }
                    return ids;
                });
    }

    private <T> T asVerifier(Work<T> work) throws SQLException {
        try (Connection connection = admin.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        """
                        select set_config(name, '0', true) from (values ('log_parameter_max_length'),
                            ('log_parameter_max_length_on_error')) as parameter (name)
                        where has_parameter_privilege(name, 'SET')
                        """);
                statement.execute(SealSql.BECOME);
                T result = work.with(connection);
                statement.execute(SealSql.RETURN);
                connection.commit();
                return result;
            } finally {
                connection.rollback();
                connection.setAutoCommit(autoCommit);
            }
        }
    }

    /** Something that is done as the verifier's role. */
    @FunctionalInterface
    private interface Work<T> {

        T with(Connection connection) throws SQLException;
    }
}
