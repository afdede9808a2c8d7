package dev.bailiwick.checks.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** A pack made object by object, right or not. */
final class MadePack {

    private final ByteArrayOutputStream objects = new ByteArrayOutputStream();
    private int count;

    /** All that was put in, without the sum at its end. */
    ByteBuffer of(int promised) {
        byte[] all = objects.toByteArray();
        ByteBuffer whole = ByteBuffer.allocate(12 + all.length);
        return whole.putInt(0x5041434b).putInt(2).putInt(promised).put(all).flip();
    }

    int count() {
        return count;
    }

    void reset() {
        objects.reset();
        count = 0;
    }

    void write(int letter) {
        objects.write(letter);
    }

    void writeBytes(byte[] letters) {
        objects.writeBytes(letters);
    }

    /**
     * @return where it stands
     */
    int whole(int type, byte[] content) throws IOException {
        int at = 12 + objects.size();
        head(type, content.length);
        packed(content);
        count++;
        return at;
    }

    int difference(int base, int of, int makes) throws IOException {
        int at = 12 + objects.size();
        var content = new ByteArrayOutputStream();
        number(content, of);
        number(content, makes);
        head(6, content.size());
        distance(at - base);
        packed(content.toByteArray());
        count++;
        return at;
    }

    void head(int type, int size) {
        int rest = size >> 4;
        objects.write((type << 4) | (size & 15) | (rest > 0 ? 0x80 : 0));
        if (rest > 0) {
            number(objects, rest);
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
        objects.write(digits, at, digits.length - at);
    }

    void packed(byte[] content) throws IOException {
        var deflater = new Deflater();
        try (var out = new DeflaterOutputStream(objects, deflater)) {
            out.write(content);
        } finally {
            deflater.end();
        }
    }
}
