package dev.bailiwick.posture;

import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.posture.task.housekeeping.Housekeeping;

import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import javax.sql.DataSource;

/**
 * The real server on a PostgreSQL of its own, on a random port, with data in a temporary directory.
 * One is shared by all tests of a JVM and stopped at its end; a test that needs to stop, break or
 * configure one starts its own. All but its hashes of passwords is as users have it: those of
 * thousands of accounts would be the larger part of what the tests do.
 */
public final class TestServer implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final Path data;

    private TestServer(ConfigurableApplicationContext context, Path data) {
        this.context = context;
        this.data = data;
    }

    /** The server that all tests share; started by the first call. */
    public static TestServer shared() {
        return Shared.SERVER;
    }

    /** A server of one's own on {@code data}, with {@code settings} in place of the defaults. */
    public static TestServer start(Path data, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>();
        all.put("bailiwick.http.port", "0");
        all.put("bailiwick.data", data.toString());
        all.put("spring.main.sources", QuickHashes.class.getName());
        all.putAll(settings);
        return new TestServer(Posture.start(all), data);
    }

    /** Where the server listens, without a path. */
    public URI uri() {
        return URI.create(
                "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"));
    }

    /** A client without credentials. */
    public Api api() {
        return new Api(uri().resolve("/api/v1/"));
    }

    /**
     * Plain JDBC as {@code bailiwick_app}, without the wall in Java: what is refused here is
     * refused by PostgreSQL.
     */
    public DataSource app() {
        return plain(pool("appPool"));
    }

    /** Plain JDBC as {@code bailiwick_worker}, which polls for jobs. */
    public DataSource worker() {
        return plain(pool("worker"));
    }

    /** Plain JDBC as {@code bailiwick_maint}, which row-level security does not hold back. */
    public DataSource maint() {
        return plain(pool("maintPool"));
    }

    /** Does at once what the housekeeping of this name does from time to time. */
    public void keepHouse(String name) {
        Housekeeping task =
                context.getBeansOfType(Housekeeping.class).values().stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        task.keep();
    }

    /** SQL across tenants, to set up and to look after a test. */
    public JdbcClient sql() {
        return JdbcClient.create(maint());
    }

    /** A bean of the running server. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public Path data() {
        return data;
    }

    @Override
    public void close() {
        context.close();
    }

    private HikariDataSource pool(String name) {
        return context.getBean(name, HikariDataSource.class);
    }

    private static DataSource plain(HikariDataSource pool) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(Objects.requireNonNull(pool.getJdbcUrl()));
        source.setUser(pool.getUsername());
        source.setPassword(pool.getPassword());
        return source;
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hashes that anybody could guess behind, and that nobody waits for. */
    static final class QuickHashes {

        @Bean
        @Primary
        PasswordEncoder quick() {
            return new Argon2PasswordEncoder(16, 32, 1, 64, 1);
        }
    }

    private static final class Shared {

        private static final TestServer SERVER = startShared();

        private static TestServer startShared() {
            try {
                Path data = Files.createTempDirectory("bailiwick-test-");
                TestServer server = start(data, Map.of());
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void stop(TestServer server) {
            server.close();
            delete(server.data);
        }
    }
}
