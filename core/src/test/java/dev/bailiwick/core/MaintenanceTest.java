package dev.bailiwick.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Maintenance has a limit, and neither nesting nor carrying gets around it. */
@Timeout(60)
class MaintenanceTest {

    private static final Scope.Tenant ACME = Scope.Tenant.of(new TenantId(new UUID(7, 1)));
    private static final Scope.Maintenance LONG =
            new Scope.Maintenance("long", Duration.ofHours(1));
    private static final Scope.Maintenance SHORT =
            new Scope.Maintenance("short", Duration.ofMillis(5));
    private static final Scope.Maintenance SHORTER =
            new Scope.Maintenance("shorter than long", Duration.ofMinutes(30));

    @Test
    void timeRunsOutFromEnteringOn() {
        Duration left = Scopes.call(LONG, () -> Scopes.timeLeft().orElseThrow());

        assertThat(left).isPositive().isLessThanOrEqualTo(LONG.limit());
        assertThat(Scopes.timeLeft()).isEmpty();
        assertThat(Scopes.call(ACME, Scopes::timeLeft)).isEmpty();
        Scopes.run(SHORT, MaintenanceTest::awaitTheLimit);
    }

    @Test
    void aLimitLongerThanAnyonesLifeIsALimitToo() {
        Scope.Maintenance endless =
                new Scope.Maintenance("endless", Duration.ofSeconds(Long.MAX_VALUE));

        assertThat(Scopes.call(endless, () -> Scopes.timeLeft().orElseThrow()))
                .isGreaterThan(Duration.ofDays(300));
    }

    @Test
    void maintenanceWithinMaintenanceHasNoMoreTimeThanThat() {
        Duration inner =
                Scopes.call(
                        SHORTER,
                        () ->
                                Scopes.call(
                                        ACME,
                                        () ->
                                                Scopes.call(
                                                        LONG,
                                                        () -> Scopes.timeLeft().orElseThrow())));

        assertThat(inner).isLessThanOrEqualTo(SHORTER.limit());
        assertThatExceptionOfType(MaintenanceExpiredException.class)
                .isThrownBy(
                        () ->
                                Scopes.run(
                                        SHORT,
                                        () -> {
                                            awaitTheLimit();
                                            Scopes.run(LONG, () -> {});
                                        }))
                .withMessageContaining("this work was refused")
                .withMessageContaining("maintenance (long)");
    }

    @Test
    void sB7ATenantWithinMaintenanceIsThatTenantAndNotLimited() {
        Optional<Duration> inner =
                Scopes.call(
                        SHORT,
                        () -> {
                            awaitTheLimit();
                            return Scopes.call(ACME, Scopes::timeLeft);
                        });

        assertThat(inner).isEmpty();
    }

    @Test
    void carriedMaintenanceIsNotCarriedPastItsLimit() {
        // long enough to begin something in it, on a busy machine too
        Scope.Maintenance brief = new Scope.Maintenance("brief", Duration.ofSeconds(2));
        Runnable carried =
                Scopes.call(
                        brief,
                        () -> {
                            Runnable work = Scopes.carry(() -> {});
                            work.run();
                            awaitTheLimit();
                            return work;
                        });

        assertThatExceptionOfType(MaintenanceExpiredException.class)
                .isThrownBy(carried::run)
                .withMessageContaining("maintenance (brief)")
                .withMessageContaining("PT2S");
        assertThatExceptionOfType(MaintenanceExpiredException.class)
                .isThrownBy(() -> Scopes.run(LONG, carried));
    }

    @Test
    void repeatedMaintenanceEndsWithItsLimit() {
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
            ScheduledFuture<?> repeated =
                    Scopes.call(
                            SHORT,
                            () ->
                                    Scopes.carrying(timer)
                                            .scheduleAtFixedRate(
                                                    () -> {}, 0, 1, TimeUnit.MILLISECONDS));

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(repeated::get)
                    .withCauseInstanceOf(MaintenanceExpiredException.class);
        }
    }

    private static void awaitTheLimit() {
        while (!Scopes.timeLeft().orElseThrow().isZero()) {
            Thread.onSpinWait();
        }
    }
}
