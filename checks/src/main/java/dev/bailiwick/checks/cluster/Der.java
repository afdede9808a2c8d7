package dev.bailiwick.checks.cluster;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.spec.InvalidKeySpecException;

/** As much of the encoding of keys as is needed to put one into another. */
final class Der {

    private Der() {}

    static byte[] element(int tag, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.length;
        if (length >= 0x80) {
            int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i > 0; i--) {
                out.write(length >> (8 * i));
            }
        }
        out.write(length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** What is in the first element of {@code tag} within the sequence that {@code encoded} is. */
    static byte[] inside(byte[] encoded, int tag) throws InvalidKeySpecException {
        ByteBuffer sequence = content(ByteBuffer.wrap(encoded), 0x30);
        while (sequence.hasRemaining()) {
            int next = sequence.get(sequence.position()) & 0xff;
            ByteBuffer content = content(sequence, next);
            if (next == tag) {
                byte[] inside = new byte[content.remaining()];
                content.get(inside);
                return inside;
            }
        }
        throw new InvalidKeySpecException("a key that does not name its curve");
    }

    private static ByteBuffer content(ByteBuffer from, int tag) throws InvalidKeySpecException {
        if (from.remaining() < 2 || (from.get() & 0xff) != tag) {
            throw new InvalidKeySpecException("no key");
        }
        int length = from.get() & 0xff;
        if (length >= 0x80) {
            int bytes = length & 0x7f;
            length = 0;
            for (int i = 0; i < bytes && bytes <= 3 && from.hasRemaining(); i++) {
                length = (length << 8) | (from.get() & 0xff);
            }
        }
        if (length > from.remaining()) {
            throw new InvalidKeySpecException("no key");
        }
        ByteBuffer content = from.slice(from.position(), length);
        from.position(from.position() + length);
        return content;
    }
}
