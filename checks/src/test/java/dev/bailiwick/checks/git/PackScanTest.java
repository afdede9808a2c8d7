package dev.bailiwick.checks.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.bailiwick.checks.outward.RefusedException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Packs that promise, or make, more than fits. */
final class PackScanTest {

    private static final int LARGEST = 10_000;
    private static final GitLimits LIMITS =
            new GitLimits(1_000_000, 100, LARGEST, Duration.ofMinutes(1));
    private static final int COMMIT = 1;
    private static final int TREE = 2;
    private static final int BLOB = 3;

    private final ByteArrayOutputStream pack = new ByteArrayOutputStream();
    private int count;

    @Test
    void aPackWithinTheLimitsIsTaken() throws IOException {
        whole(COMMIT, new byte[200]);
        int base = whole(BLOB, new byte[LARGEST]);
        difference(base, LARGEST, LARGEST);
        whole(TREE, new byte[0]);

        check(count);
    }

    @Test
    void aLargeBlobThatNothingIsToldByIsTaken() throws IOException {
        whole(BLOB, new byte[10 * LARGEST]);

        check(count);
    }

    @Test
    void moreObjectsThanAllowedAreRefusedBeforeRoomIsMade() throws IOException {
        whole(BLOB, new byte[1]);

        assertRefused(101, "more than 100 objects");
        assertRefused(-1, "more than 100 objects");
    }

    @Test
    void largeObjectsThatWouldBeHeldAreRefused() throws IOException {
        whole(TREE, new byte[LARGEST + 1]);

        assertRefused(1, "an object of more than");
    }

    @Test
    void aDifferenceThatMakesALargeObjectIsRefused() throws IOException {
        int base = whole(BLOB, new byte[10]);
        difference(base, 10, LARGEST + 1);

        assertRefused(2, "an object of more than");
    }

    @Test
    void aDifferenceOfALargeBlobIsRefused() throws IOException {
        int base = whole(BLOB, new byte[10 * LARGEST]);
        difference(base, 10 * LARGEST, 10);

        assertRefused(2, "told by too many others");
    }

    @Test
    void objectsThatAreToldByEachOtherWithoutEndAreRefused() throws IOException {
        int base = whole(BLOB, new byte[LARGEST]);
        for (int i = 0; i < 3; i++) {
            base = difference(base, LARGEST, LARGEST);
        }
        check(4);
        assertThat(PackScan.check(packed(4), LIMITS, () -> {})).isEqualTo(4L * LARGEST);

        difference(base, LARGEST, LARGEST);
        assertRefused(5, "told by too many others");
    }

    @Test
    void aDifferenceOfWhatWasNotSentIsRefused() throws IOException {
        head(7, 3);
        pack.writeBytes(new byte[20]);

        assertRefused(1, "not sent");
    }

    @Test
    void whatIsNoPackIsRefused() throws IOException {
        assertThatIOException().isThrownBy(() -> check(1));

        head(BLOB, 100);
        packed(new byte[99]);
        assertThatIOException().isThrownBy(() -> check(1));

        pack.reset();
        head(BLOB, 100);
        packed(new byte[101]);
        assertThatIOException().isThrownBy(() -> check(1));

        pack.reset();
        head(6, 3);
        pack.write(1);
        packed(new byte[3]);
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
        whole(BLOB, new byte[100]);
        Path file = Files.write(directory.resolve("looked-through.pack"), packed(count).array());

        PackScan.check(file, LIMITS, () -> {});

        assertThat(Files.readString(maps)).doesNotContain("looked-through.pack");
    }

    private void assertRefused(int promised, String reason) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> check(promised))
                .withMessageContaining(reason);
    }

    private void check(int promised) throws IOException {
        PackScan.check(packed(promised), LIMITS, () -> {});
    }

    private ByteBuffer packed(int promised) {
        byte[] objects = pack.toByteArray();
        ByteBuffer whole = ByteBuffer.allocate(12 + objects.length);
        return whole.putInt(0x5041434b).putInt(2).putInt(promised).put(objects).flip();
    }

    private int whole(int type, byte[] content) throws IOException {
        int at = 12 + pack.size();
        head(type, content.length);
        packed(content);
        count++;
        return at;
    }

    private int difference(int base, int of, int makes) throws IOException {
        int at = 12 + pack.size();
        var content = new ByteArrayOutputStream();
        number(content, of);
        number(content, makes);
        head(6, content.size());
        distance(at - base);
        packed(content.toByteArray());
        count++;
        return at;
    }

    private void head(int type, int size) {
        int rest = size >> 4;
        pack.write((type << 4) | (size & 15) | (rest > 0 ? 0x80 : 0));
        if (rest > 0) {
            number(pack, rest);
        }
    }

    private static void number(ByteArrayOutputStream into, int number) {
        int rest = number;
        while (rest >= 0x80) {
            into.write((rest & 0x7f) | 0x80);
            rest >>= 7;
        }
        into.write(rest);
    }

    private void distance(int distance) {
        byte[] digits = new byte[8];
        int at = digits.length - 1;
        int rest = distance;
        digits[at] = (byte) (rest & 0x7f);
        while ((rest >>= 7) > 0) {
            digits[--at] = (byte) (0x80 | (--rest & 0x7f));
        }
        pack.write(digits, at, digits.length - at);
    }

    private void packed(byte[] content) throws IOException {
        var deflater = new Deflater();
        try (var out = new DeflaterOutputStream(pack, deflater)) {
            out.write(content);
        } finally {
            deflater.end();
        }
    }
}
