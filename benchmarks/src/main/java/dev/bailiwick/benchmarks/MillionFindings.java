package dev.bailiwick.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** A million findings of one tenant, a thousand of each of the others: written past the server. */
final class MillionFindings {

    private static final int TENANTS = 100;

    private static final String OTHER_TENANT =
            "select posture.sign_up(?, 'Other', '', 'no password', 'Other', '{}', false)";

    private static final String SETTINGS =
            """
            set search_path = posture, pg_catalog;
            set session_replication_role = replica; -- the rows are made to fit: no foreign key needs a look
            set work_mem = '256MB';
            set jit = off;
            """;

    private static final String WANTED =
            """
            create temporary table wanted as
            select m.tenant_id, row_number() over (order by u.email <> ?, m.tenant_id) as number,
                case when u.email = ? then ? else 100 end as resources, 10 as scans,
                case when u.email = ? then 200 else 50 end as checks
            from membership m join app_user u on u.id = m.user_id
            """;

    private MillionFindings() {}

    /**
     * Ten scans: of the given number of resources for the user's tenant, of a hundred for each
     * other.
     */
    static void load(Connection connection, String big, int resources)
            throws IOException, SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            try (PreparedStatement other = connection.prepareStatement(OTHER_TENANT)) {
                for (int i = 2; i < TENANTS; i++) {
                    other.setString(1, "other-" + i + "@example.com");
                    other.execute();
                }
            }
            statement.execute(SETTINGS);
            try (PreparedStatement wanted = connection.prepareStatement(WANTED)) {
                wanted.setString(1, big);
                wanted.setString(2, big);
                wanted.setInt(3, resources);
                wanted.setString(4, big);
                wanted.execute();
            }
            statement.execute("analyze wanted");
            statement.execute(text("million-findings.sql"));
            connection.commit();
            connection.setAutoCommit(true);
            statement.execute("vacuum analyze");
            statement.execute("checkpoint");
        }
    }

    private static String text(String name) throws IOException {
        try (InputStream in = MillionFindings.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
