package dev.bailiwick.posture.account.key;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.Eventually;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDataSource;

import java.sql.Connection;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

final class ApiKeyUsesTest {

    @Test
    void whatCannotBeWrittenKeepsNothingElseFromBeingWritten() {
        Refusing refusing = new Refusing();
        ApiKeyUses uses = new ApiKeyUses(JdbcClient.create(refusing), Clock.systemUTC());
        uses.note(new TenantId(UUID.randomUUID()), UUID.randomUUID());
        uses.note(new TenantId(UUID.randomUUID()), UUID.randomUUID());

        uses.start();
        try {
            Eventually.holds(() -> refusing.asked.get() >= 2);
        } finally {
            uses.stop();
        }
    }

    @Test
    @Timeout(60)
    void aStopDoesNotWaitForADatabaseThatIsNotThere() {
        Semaphore answers = new Semaphore(0);
        ApiKeyUses uses = new ApiKeyUses(JdbcClient.create(new Silent(answers)), Clock.systemUTC());
        uses.note(new TenantId(UUID.randomUUID()), UUID.randomUUID());

        uses.start();
        uses.stop();

        answers.release();
    }

    /** Hears no interrupt either. */
    private static final class Silent extends AbstractDataSource {

        private final Semaphore answers;

        Silent(Semaphore answers) {
            this.answers = answers;
        }

        @Override
        public Connection getConnection() {
            answers.acquireUninterruptibly();
            throw new RejectedExecutionException("no connection");
        }

        @Override
        public Connection getConnection(String username, String password) {
            return getConnection();
        }
    }

    /** As one that fails otherwise than databases do: Spring makes its own of what those say. */
    private static final class Refusing extends AbstractDataSource {

        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public Connection getConnection() {
            asked.incrementAndGet();
            throw new RejectedExecutionException("no thread");
        }

        @Override
        public Connection getConnection(String username, String password) {
            return getConnection();
        }
    }
}
