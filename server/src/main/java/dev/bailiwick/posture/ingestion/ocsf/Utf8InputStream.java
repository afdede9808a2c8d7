package dev.bailiwick.posture.ingestion.ocsf;

import dev.bailiwick.posture.ingestion.bytes.BlockInputStream;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Lets only UTF-8 through: no stray bytes, overlong forms or surrogates, and no other encoding of
 * Unicode. Counts what it hands on.
 *
 * @see <a href="https://www.unicode.org/versions/latest/core-spec/chapter-3/#G27506">Unicode, table
 *     3-7</a>
 */
final class Utf8InputStream extends BlockInputStream {

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080808080808080L;

    private final InputStream in;
    private long count;

    // of a character that is not complete yet: how many bytes are missing, and what the next may be
    private int missing;
    private int least = 0x80;
    private int most = 0xBF;

    Utf8InputStream(InputStream in) {
        this.in = in;
    }

    /** How many bytes have been handed on. */
    long count() {
        return count;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = in.read(target, offset, length);
        if (read < 0) {
            if (missing > 0) {
                throw new MalformedFileException("The file ends in the middle of a character");
            }
            return read;
        }
        if (count < 4) {
            refuseOtherEncodings(target, offset, read);
        }
        check(target, offset, offset + read);
        count += read;
        return read;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void refuseOtherEncodings(byte[] bytes, int offset, int length) {
        for (int i = 0; i < length && count + i < 4; i++) {
            int value = bytes[offset + i] & 0xFF;
            if (value == 0 || (count + i == 0 && value >= 0xFE)) {
                throw new MalformedFileException(
                        "The file is in UTF-16 or UTF-32, or no text at all: send it in UTF-8");
            }
        }
    }

    private void check(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (missing == 0) {
                while (i + 8 <= to && ((long) LONGS.get(bytes, i) & NOT_ASCII) == 0) {
                    i += 8;
                }
                if (i == to) {
                    return;
                }
            }
            if (bytes[i] < 0 || missing > 0) {
                take(bytes[i] & 0xFF, count + i - from);
            }
            i++;
        }
    }

    private void take(int value, long at) {
        if (missing == 0) {
            begin(value, at);
        } else if (value < least || value > most) {
            throw notUtf8(value, at);
        } else {
            missing--;
            least = 0x80;
            most = 0xBF;
        }
    }

    private void begin(int value, long at) {
        if (value < 0xC2 || value > 0xF4) {
            throw notUtf8(value, at);
        }
        missing = value < 0xE0 ? 1 : value < 0xF0 ? 2 : 3;
        switch (value) {
            case 0xE0 -> least = 0xA0;
            case 0xED -> most = 0x9F;
            case 0xF0 -> least = 0x90;
            case 0xF4 -> most = 0x8F;
            default -> {}
        }
    }

    private static MalformedFileException notUtf8(int value, long at) {
        return new MalformedFileException(
                "The file is not UTF-8: byte 0x%02X at offset %d".formatted(value, at));
    }
}
