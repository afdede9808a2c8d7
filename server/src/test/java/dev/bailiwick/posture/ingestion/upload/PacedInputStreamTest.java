package dev.bailiwick.posture.ingestion.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.posture.jsonapi.error.ApiException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

final class PacedInputStreamTest {

    private static final Pace PACE = new Pace(1_000, Duration.ofSeconds(60));

    private final AtomicLong now = new AtomicLong();

    @Test
    void bearsWithASlowSenderForTheWindowAndNoLonger() throws IOException {
        InputStream in = every(Duration.ofSeconds(10), 1);
        for (int i = 0; i < 5; i++) {
            assertThat(in.read()).isZero();
        }

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(in::read)
                .matches(answer -> answer.status() == 408);
    }

    @Test
    void aSenderThatHasBegunFastMustGoOnSo() throws IOException {
        InputStream fast = every(Duration.ofSeconds(10), 50_000);
        byte[] buffer = new byte[50_000];
        for (int i = 0; i < 6; i++) {
            assertThat(fast.read(buffer)).isEqualTo(buffer.length);
        }

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(
                        () -> {
                            for (int i = 0; i < 6; i++) {
                                fast.read(buffer, 0, 1);
                            }
                        });
    }

    @Test
    void whatWeTakeOurTimeForIsNotHeldAgainstTheSender() throws IOException {
        InputStream in = every(Duration.ofMillis(1), 100);
        byte[] buffer = new byte[100];
        for (int i = 0; i < 1_000; i++) {
            assertThat(in.read(buffer)).isEqualTo(buffer.length);
            now.addAndGet(Duration.ofSeconds(10).toNanos());
        }
    }

    /** Brings at most {@code most} zeros whenever {@code pause} has gone by. */
    private InputStream every(Duration pause, int most) {
        InputStream zeros =
                new InputStream() {
                    @Override
                    public int read() {
                        throw new AssertionError("read byte by byte");
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) {
                        now.addAndGet(pause.toNanos());
                        return Math.min(most, length);
                    }
                };
        return new PacedInputStream(zeros, PACE, now::get);
    }
}
