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
        Refusing refusing = new Refusing(Integer.MAX_VALUE);
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
        Refusing silent = new Refusing(0);
        ApiKeyUses uses = new ApiKeyUses(JdbcClient.create(silent), Clock.systemUTC());
        uses.note(new TenantId(UUID.randomUUID()), UUID.randomUUID());

        uses.start();
        uses.stop();

        silent.answers.release();
    }

    /** Fails otherwise than databases do: Spring makes its own of what those say. */
    private static final class Refusing extends AbstractDataSource {

        private final Semaphore answers;
        private final AtomicInteger asked = new AtomicInteger();

        /**
         * @param answers that it gives; waited for whoever interrupts
         */
        Refusing(int answers) {
            this.answers = new Semaphore(answers);
        }

        @Override
        public Connection getConnection() {
            asked.incrementAndGet();
            answers.acquireUninterruptibly();
            throw new RejectedExecutionException("no thread");
        }

        @Override
        public Connection getConnection(String username, String password) {
            return getConnection();
        }
    }
}
