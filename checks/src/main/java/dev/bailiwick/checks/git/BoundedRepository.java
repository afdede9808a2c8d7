package dev.bailiwick.checks.git;

import static dev.bailiwick.checks.git.UnkeptException.kept;

import dev.bailiwick.checks.outward.Connections;

import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.transport.PackParser;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A repository that unpacks nothing that it has not looked through before. */
final class BoundedRepository extends FileRepository {

    private static final int PART = 64 * 1024;

    private final GitLimits limits;
    private final Duration turn;
    private final Connections connections;
    private final List<InputStream> open = new ArrayList<>();
    private final List<Unpacking> unpacking = new ArrayList<>();
    private boolean isWhole;

    /**
     * @param turn for which it has what others wait for
     */
    BoundedRepository(File directory, GitLimits limits, Connections connections, Duration turn)
            throws IOException {
        super(directory);
        this.limits = limits;
        this.turn = turn;
        this.connections = connections;
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
                return super.newPackParser(looked(in));
            }
        };
    }

    private InputStream looked(InputStream in) throws IOException {
        connections.allow(limits.packBytes());
        Path pack = kept(() -> Files.createTempFile(getDirectory().toPath(), "received", ".pack"));
        try (OutputStream out = kept(() -> Files.newOutputStream(pack))) {
            byte[] part = new byte[PART];
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                int length = read;
                kept(
                        () -> {
                            out.write(part, 0, length);
                            return length;
                        });
            }
        }
        long held = PackScan.check(pack, limits, connections::checkTime);
        leave();
        long began = System.nanoTime();
        unpacking.add(Unpacking.of(held));
        connections.putOff(Duration.ofNanos(System.nanoTime() - began));
        InputStream again = new BufferedInputStream(Files.newInputStream(pack));
        open.add(again);
        isWhole = true;
        return again;
    }

    private void leave() {
        unpacking.forEach(Unpacking::close);
        unpacking.clear();
    }

    /** Between two objects of which each is read by itself: others may have their turn. */
    void pass() throws IOException {
        for (Unpacking each : unpacking) {
            connections.putOff(each.pass(turn));
        }
    }

    /** Whether all has been sent that was asked for: what fails from then on fails here. */
    boolean isWhole() {
        return isWhole;
    }

    @Override
    protected void doClose() {
        try {
            super.doClose();
        } finally {
            leave();
        }
        try {
            for (InputStream each : open) {
                each.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
