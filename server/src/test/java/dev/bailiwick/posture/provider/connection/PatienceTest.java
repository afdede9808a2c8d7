package dev.bailiwick.posture.provider.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

class PatienceTest {

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofHours(1);

    @Test
    void whatDoesNotEndIsInterruptedAndNotConnected() throws Exception {
        ConnectionResult result =
                Patience.within(
                        SHORT,
                        () -> {
                            new CountDownLatch(1).await();
                            return ConnectionResult.connected();
                        });

        assertThat(result.error()).startsWith("No answer came within");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void whateverIsSaidWhenItIsCutOff() throws Exception {
        assertThat(
                        Patience.within(SHORT, () -> cutOff(ConnectionResult.refused("stopped")))
                                .error())
                .startsWith("No answer came within");
        assertThat(
                        Patience.within(
                                        SHORT,
                                        () -> {
                                            cutOff(ConnectionResult.connected());
                                            throw new UncheckedIOException(new IOException("cut"));
                                        })
                                .error())
                .startsWith("No answer came within");
        assertThat(
                        Patience.within(
                                        SHORT,
                                        () -> {
                                            cutOff(ConnectionResult.connected());
                                            throw new IllegalStateException("closed");
                                        })
                                .error())
                .startsWith("No answer came within");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private static ConnectionResult cutOff(ConnectionResult result) {
        while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
        return result;
    }

    @Test
    void answersInTimeStand() throws Exception {
        assertThat(Patience.within(LONG, ConnectionResult::connected).isConnected()).isTrue();
        assertThat(Patience.within(LONG, () -> ConnectionResult.refused("no")).error())
                .isEqualTo("no");
    }

    @Test
    void whatFailsInTimeIsNoSilence() {
        assertThatThrownBy(
                        () ->
                                Patience.within(
                                        LONG,
                                        () -> {
                                            throw new IllegalStateException("a fault of ours");
                                        }))
                .hasMessage("a fault of ours");
    }

    @Test
    void othersInterruptsAreTheirs() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(
                        () ->
                                Patience.within(
                                        LONG,
                                        () -> {
                                            new CountDownLatch(1).await();
                                            return ConnectionResult.connected();
                                        }))
                .isInstanceOf(InterruptedException.class);
    }
}
