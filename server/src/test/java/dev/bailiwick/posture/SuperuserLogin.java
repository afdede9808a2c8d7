package dev.bailiwick.posture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The embedded database of a running server, as the one whom nothing holds back. */
public final class SuperuserLogin {

    private SuperuserLogin() {}

    /**
     * @param data the server's data directory
     */
    public static Connection to(Path data) throws IOException, SQLException {
        String port = Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(3);
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%s/bailiwick".formatted(port.strip()),
                "postgres",
                Files.readString(data.resolve("secrets/postgres")).strip());
    }
}
