package dev.bailiwick.checks.git;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Git keeps names as bytes, of whatever character set. */
final class Names {

    private Names() {}

    /** Bytes that are no UTF-8 are shown as {@code %E9}. */
    static String text(byte[] name) {
        CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(name);
        // no byte becomes more than its three characters
        CharBuffer out = CharBuffer.allocate(3 * name.length + 3);
        CoderResult result = utf8.decode(in, out, true);
        while (result.isMalformed()) {
            for (int i = 0; i < result.length(); i++) {
                out.put("%%%02X".formatted(in.get()));
            }
            result = utf8.decode(in, out, true);
        }
        return out.flip().toString();
    }
}
