package dev.bailiwick.posture.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.posture.database.login.Login;

import java.time.Duration;

/** One pool of connections for each login role. */
final class Pools {

    private Pools() {}

    static HikariDataSource pool(Login login, String name, int idle, int size) {
        return new HikariDataSource(config(login, name, idle, size));
    }

    /**
     * Of which no statement is waited for longer: where the database's machine vanishes without a
     * word, that would else be as long as TCP tries, a quarter of an hour.
     */
    static HikariDataSource impatient(
            Login login, String name, int idle, int size, Duration longest) {
        HikariConfig config = config(login, name, idle, size);
        config.addDataSourceProperty("socketTimeout", Long.toString(longest.toSeconds()));
        return new HikariDataSource(config);
    }

    private static HikariConfig config(Login login, String name, int idle, int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(login.url());
        config.setUsername(login.user());
        config.setPassword(login.password());
        config.setMinimumIdle(Math.min(idle, size));
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
        config.setMaxLifetime(Duration.ofMinutes(30).toMillis());
        config.setKeepaliveTime(Duration.ofMinutes(2).toMillis());
        // the database was reached a moment ago; the first request need not wait for a full pool
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", "bailiwick-" + name);
        // rows and parameters stay out of messages, and so out of logs
        config.addDataSourceProperty("logServerErrorDetail", "false");
        config.addDataSourceProperty("connectTimeout", "10");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        return config;
    }
}
