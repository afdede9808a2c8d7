package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.DAN;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.core.audit.RefusalSums;
import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A process that is killed while refusals are in its memory. */
class KilledRefusalsIT {

    @Test
    void losesNoMoreThanTheOpenMinute() throws Exception {
        TestDatabase database = League.database();
        PGSimpleDataSource app = database.app();
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Refusing.class.getName(),
                                app.getURL(),
                                Objects.requireNonNullElse(app.getUser(), ""),
                                Objects.requireNonNullElse(app.getPassword(), ""))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader answers = process.inputReader(UTF_8);
                BufferedWriter orders = process.outputWriter(UTF_8)) {
            for (String order : List.of("rank", "rank", "next", "epoch", "rank")) {
                orders.write(order + "\n");
                orders.flush();
                assertThat(answers.readLine()).isEqualTo(order);
            }
            awaitOne(database);
        } finally {
            process.destroyForcibly();
        }

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("killed").isEqualTo(128 + 9);
        assertThat(refused(database)).as("but for the open minute").containsExactly("rank 2");
    }

    private static void awaitOne(TestDatabase database) throws SQLException, InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (refused(database).isEmpty()) {
            assertThat(System.nanoTime()).as("nothing was kept").isLessThan(end);
            Thread.sleep(100);
        }
    }

    private static List<String> refused(TestDatabase database) throws SQLException {
        try (Connection connection = database.as("postgres").getConnection()) {
            return Sql.list(
                    connection,
                    "select what || ' ' || count from bailiwick_authority.audit where kind ="
                            + " 'refused'");
        }
    }

    /** Refuses what it is told to, to Dan, and lets minutes pass when it is told to. */
    static final class Refusing {

        private Refusing() {}

        public static void main(String[] arguments) throws IOException {
            PGSimpleDataSource app = new PGSimpleDataSource();
            app.setURL(arguments[0]);
            app.setUser(arguments[1]);
            app.setPassword(arguments[2]);
            Minutes minutes = new Minutes();
            RefusalSums sums =
                    RefusalSums.started(
                            new AuditTrail(ScopedDataSource.of(app, League.WALL)), minutes);
            BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8));
            String order = orders.readLine();
            while (order != null) {
                if (order.equals("next")) {
                    minutes.now = minutes.now.plusSeconds(60);
                } else {
                    sums.refused(League.in(ACME, DAN), new Rule(order));
                }
                System.out.println(order);
                order = orders.readLine();
            }
        }
    }

    /** Half an hour ago, and from there on as one likes. */
    private static final class Minutes extends Clock {

        private volatile Instant now =
                Instant.now().minus(Duration.ofMinutes(30)).truncatedTo(ChronoUnit.MINUTES);

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
