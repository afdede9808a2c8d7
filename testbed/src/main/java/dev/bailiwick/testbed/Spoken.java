package dev.bailiwick.testbed;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads along what a driver says on one connection, and notes what asks the server to do something.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">Message
 *     Formats</a>
 */
final class Spoken {

    /** A version number of the protocol, which ends the part without types, has this first half. */
    private static final int PROTOCOL = 3;

    private static final int TYPE = 1;
    private static final int LENGTH = 4;

    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
    private boolean started;

    /** What was asked for in the bytes given, and in those left over from before. */
    List<String> hear(byte[] bytes, int length) {
        unread.write(bytes, 0, length);
        ByteBuffer buffer = ByteBuffer.wrap(unread.toByteArray());
        List<String> asked = new ArrayList<>();
        while (isWhole(buffer)) {
            if (started) {
                note(buffer, asked);
            } else {
                start(buffer);
            }
        }
        unread.reset();
        unread.write(buffer.array(), buffer.position(), buffer.remaining());
        return asked;
    }

    private boolean isWhole(ByteBuffer buffer) {
        int head = (started ? TYPE : 0) + LENGTH;
        if (buffer.remaining() < head) {
            return false;
        }
        int length = buffer.getInt(buffer.position() + head - LENGTH);
        return buffer.remaining() >= head - LENGTH + length;
    }

    private void start(ByteBuffer buffer) {
        int end = buffer.position() + buffer.getInt(buffer.position());
        started = buffer.getShort(buffer.position() + LENGTH) == PROTOCOL;
        buffer.position(end);
    }

    private static void note(ByteBuffer buffer, List<String> asked) {
        char type = (char) buffer.get();
        int end = buffer.position() + buffer.getInt(buffer.position());
        buffer.position(buffer.position() + LENGTH);
        switch (type) {
            case 'Q' -> asked.add(text(buffer));
            case 'P' -> {
                String name = text(buffer);
                asked.add(text(buffer) + (name.isEmpty() ? "" : " as " + name));
            }
            case 'B' -> {
                text(buffer);
                String name = text(buffer);
                if (!name.isEmpty()) {
                    asked.add("run " + name);
                }
            }
            case 'F' -> asked.add("a function by its number");
            case 'd' -> asked.add("data of a copy");
            default -> {
                // describes, runs, or ends what was noted already
            }
        }
        buffer.position(end);
    }

    /** Up to the next zero. */
    private static String text(ByteBuffer buffer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte next = buffer.get(); next != 0; next = buffer.get()) {
            bytes.write(next);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
