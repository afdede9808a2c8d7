package dev.bailiwick.checks.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.bailiwick.checks.outward.RefusedException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Packs that promise, or make, more than fits. */
final class PackScanTest {

    private static final int LARGEST = 10_000;
    private static final GitLimits LIMITS =
            new GitLimits(1_000_000, 100, LARGEST, Duration.ofMinutes(1));
    private static final int COMMIT = 1;
    private static final int TREE = 2;
    private static final int BLOB = 3;

    private final MadePack pack = new MadePack();

    @Test
    void aPackWithinTheLimitsIsTaken() throws IOException {
        pack.whole(COMMIT, new byte[200]);
        int base = pack.whole(BLOB, new byte[LARGEST]);
        pack.difference(base, LARGEST, LARGEST);
        pack.whole(TREE, new byte[0]);

        check(pack.count());
    }

    @Test
    void aLargeBlobThatNothingIsToldByIsTaken() throws IOException {
        pack.whole(BLOB, new byte[10 * LARGEST]);

        check(pack.count());
    }

    @Test
    void moreObjectsThanAllowedAreRefusedBeforeRoomIsMade() throws IOException {
        pack.whole(BLOB, new byte[1]);

        assertRefused(101, "more than 100 objects");
        assertRefused(-1, "more than 100 objects");
    }

    @Test
    void largeObjectsThatWouldBeHeldAreRefused() throws IOException {
        pack.whole(TREE, new byte[LARGEST + 1]);

        assertRefused(1, "an object of more than");
    }

    @Test
    void aDifferenceThatMakesALargeObjectIsRefused() throws IOException {
        int base = pack.whole(BLOB, new byte[10]);
        pack.difference(base, 10, LARGEST + 1);

        assertRefused(2, "an object of more than");
    }

    @Test
    void aDifferenceOfALargeBlobIsRefused() throws IOException {
        int base = pack.whole(BLOB, new byte[10 * LARGEST]);
        pack.difference(base, 10 * LARGEST, 10);

        assertRefused(2, "told by too many others");
    }

    @Test
    void objectsThatAreToldByEachOtherWithoutEndAreRefused() throws IOException {
        int base = pack.whole(BLOB, new byte[LARGEST]);
        for (int i = 0; i < 3; i++) {
            base = pack.difference(base, LARGEST, LARGEST);
        }
        check(4);
        assertThat(PackScan.check(pack.of(4), LIMITS, () -> {})).isEqualTo(4L * LARGEST);

        pack.difference(base, LARGEST, LARGEST);
        assertRefused(5, "told by too many others");
    }

    @Test
    void whatMakesMuchMoreThanMayBeSentIsRefused() throws IOException {
        var small = new GitLimits(2_000, 100, LARGEST, Duration.ofMinutes(1));
        int base = pack.whole(BLOB, new byte[LARGEST]);
        pack.difference(base, LARGEST, LARGEST);
        pack.difference(base, LARGEST, LARGEST);
        PackScan.check(pack.of(3), small, () -> {});

        pack.difference(base, LARGEST, LARGEST);
        assertRefused(4, small, "objects of more than 40000 bytes in all");
        pack.reset();
        pack.whole(BLOB, new byte[40_001]);
        assertRefused(1, small, "objects of more than 40000 bytes in all");
        pack.reset();
        pack.head(BLOB, Integer.MAX_VALUE);
        assertRefused(1, small, "objects of more than 40000 bytes in all");
    }

    @Test
    void aDifferenceOfWhatWasNotSentIsRefused() throws IOException {
        pack.head(7, 3);
        pack.writeBytes(new byte[20]);

        assertRefused(1, "not sent");
    }

    @Test
    void whatIsNoPackIsRefused() throws IOException {
        assertThatIOException().isThrownBy(() -> check(1));

        pack.head(BLOB, 100);
        pack.packed(new byte[99]);
        assertThatIOException().isThrownBy(() -> check(1));

        pack.reset();
        pack.head(BLOB, 100);
        pack.packed(new byte[101]);
        assertThatIOException().isThrownBy(() -> check(1));

        pack.reset();
        pack.head(6, 3);
        pack.write(1);
        pack.packed(new byte[3]);
        assertThatIOException().isThrownBy(() -> check(1));

        pack.reset();
        for (int i = 0; i < 30; i++) {
            pack.write(0xff);
        }
        assertThatIOException().isThrownBy(() -> check(1));
    }

    @Test
    void aPackThatWasLookedThroughTakesNoRoomOnceItIsDeleted(@TempDir Path directory)
            throws IOException {
        Path maps = Path.of("/proc/self/maps");
        assumeThat(maps).exists();
        pack.whole(BLOB, new byte[100]);
        Path file =
                Files.write(
                        directory.resolve("looked-through.pack"), pack.of(pack.count()).array());

        PackScan.check(file, LIMITS, () -> {});

        assertThat(Files.readString(maps)).doesNotContain("looked-through.pack");
    }

    private void assertRefused(int promised, String reason) {
        assertRefused(promised, LIMITS, reason);
    }

    private void assertRefused(int promised, GitLimits limits, String reason) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> PackScan.check(pack.of(promised), limits, () -> {}))
                .withMessageContaining(reason);
    }

    private void check(int promised) throws IOException {
        PackScan.check(pack.of(promised), LIMITS, () -> {});
    }
}
