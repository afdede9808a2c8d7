package dev.bailiwick.testbed;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** One message of PostgreSQL's protocol, after the start: a letter and what follows its length. */
final class Message {

    private static final int LENGTH = 4;

    private final char type;
    private final byte[] body;

    private Message(char type, byte[] body) {
        this.type = type;
        this.body = body;
    }

    static Message read(DataInputStream in) throws IOException {
        char type = (char) in.readByte();
        return new Message(type, in.readNBytes(in.readInt() - LENGTH));
    }

    void write(DataOutputStream out) throws IOException {
        out.writeByte(type);
        out.writeInt(body.length + LENGTH);
        out.write(body);
    }

    /** Whether the server answers it with {@link #isReady}. */
    boolean endsFlush() {
        return type == 'Q' || type == 'S' || type == 'F' || type == 'c' || type == 'f';
    }

    boolean isTerminate() {
        return type == 'X';
    }

    /** Whether the server waits for another message now. */
    boolean isReady() {
        return type == 'Z';
    }

    boolean isReadyOutsideATransaction() {
        return isReady() && body[0] == 'I';
    }

    /** Whether the server wants the data of a copy. */
    boolean wantsCopy() {
        return type == 'G';
    }
}
