package dev.bailiwick.posture.account.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.TenantId;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDataSource;

import java.sql.Connection;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

final class ApiKeyUsesTest {

    @Test
    void whatCannotBeWrittenKeepsNothingElseFromBeingWritten() {
        Refusing refusing = new Refusing();
        ApiKeyUses uses = new ApiKeyUses(JdbcClient.create(refusing), Clock.systemUTC());
        uses.note(new TenantId(UUID.randomUUID()), UUID.randomUUID());
        uses.note(new TenantId(UUID.randomUUID()), UUID.randomUUID());

        uses.start();
        uses.stop();

        assertThat(refusing.asked).hasValueGreaterThanOrEqualTo(2);
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
