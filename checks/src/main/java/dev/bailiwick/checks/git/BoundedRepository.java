package dev.bailiwick.checks.git;

import dev.bailiwick.checks.outward.RefusedException;

import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.transport.PackParser;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;

/**
 * A repository that takes no pack whose objects, or whose number of them, would not fit into the
 * memory: both are promised by whoever sends it, and room is made for them before they come.
 */
final class BoundedRepository extends FileRepository {

    private static final int HEADER = 12;
    private static final int COUNT_AT = 8;

    private final GitLimits limits;

    BoundedRepository(File directory, GitLimits limits) throws IOException {
        super(directory);
        this.limits = limits;
    }

    @Override
    public ObjectInserter newObjectInserter() {
        ObjectInserter unbounded = super.newObjectInserter();
        return new ObjectInserter.Filter() {
            @Override
            protected ObjectInserter delegate() {
                return unbounded;
            }

            @Override
            public PackParser newPackParser(InputStream in) throws IOException {
                PackParser parser = super.newPackParser(checked(in));
                parser.setMaxObjectSizeLimit(limits.objectBytes());
                return parser;
            }
        };
    }

    private InputStream checked(InputStream in) throws IOException {
        var pack = new PushbackInputStream(in, HEADER);
        byte[] header = pack.readNBytes(HEADER);
        if (header.length < HEADER) {
            throw new EOFException("a pack without a header");
        }
        long objects = Integer.toUnsignedLong(ByteBuffer.wrap(header).getInt(COUNT_AT));
        if (objects > limits.objects()) {
            throw new RefusedException("more than " + limits.objects() + " objects");
        }
        pack.unread(header);
        return pack;
    }
}
