package dev.bailiwick.posture.scan.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.scan.engine.ScannerBusyException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

@Timeout(60)
final class ScanRoomTest {

    private static final int SCANS = 2;
    private static final int PLACES = SCANS + ScanRoom.SPARE;

    private final ScanRoom room = new ScanRoom(SCANS);
    private final TenantId acme = tenant();

    @Test
    void hasPlacesForThoseThatAreMadeAndSomeThatWereGivenUp() {
        List<ScanRoom.Place> taken = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            taken.add(room.enter(tenant()));
        }
        assertBusy(tenant());

        taken.getFirst().close();

        room.enter(tenant()).close();
        assertThat(room.givenUp()).isZero();
    }

    @Test
    void oneThatWasGivenUpKeepsItsPlaceAndItsEndIsSeenAtOnce() {
        Runnable end = giveUp(acme);
        assertThat(room.givenUp()).isOne();

        end.run();

        assertThat(room.givenUp()).isZero();
    }

    @Test
    void aPlaceIsFreeAlsoWhereWhatWasDoneInItFails() {
        ScanRoom.Place place = room.enter(acme);
        Runnable work =
                place.keptBy(
                        () -> {
                            throw new IllegalStateException("planned");
                        });
        place.close();

        assertThatIllegalStateException().isThrownBy(work::run);

        assertThat(room.givenUp()).isZero();
    }

    @Test
    void aPlaceIsFreeAlsoWhereThereIsNoThreadForIt() {
        ScanRoom.Place place = room.enter(acme);
        Thread ended = new Thread(() -> {});
        ended.start();

        assertThatExceptionOfType(IllegalThreadStateException.class)
                .isThrownBy(() -> place.start(_ -> ended, () -> {}));
        place.close();

        assertThat(room.givenUp()).isZero();
    }

    @Test
    void aTenantWhoseScansDoNotEndBeginsNoOtherAndOthersDo() {
        Runnable end = giveUp(acme);
        ScanRoom.Place second = room.enter(acme);
        Runnable laterEnd = second.keptBy(() -> {});
        room.enter(acme).close();

        second.close();

        assertBusy(acme);
        room.enter(tenant()).close();
        end.run();
        room.enter(acme).close();
        laterEnd.run();
    }

    @Test
    void noneOfThoseThatComeAtOnceSlipsThrough() throws Exception {
        CountDownLatch all = new CountDownLatch(4 * PLACES);
        List<Callable<Boolean>> coming = new ArrayList<>();
        for (int i = 0; i < 4 * PLACES; i++) {
            coming.add(
                    () -> {
                        all.countDown();
                        all.await();
                        return enters();
                    });
        }

        int entered = 0;
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (Future<Boolean> each : threads.invokeAll(coming)) {
                entered += each.get() ? 1 : 0;
            }
        }

        assertThat(entered).isEqualTo(PLACES);
    }

    private boolean enters() {
        try {
            var _ = room.enter(tenant());
            return true;
        } catch (ScannerBusyException e) {
            return false;
        }
    }

    private void assertBusy(TenantId tenant) {
        assertThatExceptionOfType(ScannerBusyException.class)
                .isThrownBy(() -> room.enter(tenant).close())
                .withMessageContaining("still at work on this server");
    }

    /**
     * @return ends it at last
     */
    private Runnable giveUp(TenantId tenant) {
        ScanRoom.Place place = room.enter(tenant);
        Runnable work = place.keptBy(() -> {});
        place.close();
        return work;
    }

    private static TenantId tenant() {
        return new TenantId(UUID.randomUUID());
    }
}
