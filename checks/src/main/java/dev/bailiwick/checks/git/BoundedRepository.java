package dev.bailiwick.checks.git;

import dev.bailiwick.checks.outward.Connections;

import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.transport.PackParser;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A repository that unpacks nothing that it has not looked through before. */
final class BoundedRepository extends FileRepository {

    private final GitLimits limits;
    private final Connections connections;
    private final List<InputStream> open = new ArrayList<>();

    BoundedRepository(File directory, GitLimits limits, Connections connections)
            throws IOException {
        super(directory);
        this.limits = limits;
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
        Path received = Files.createTempFile(getDirectory().toPath(), "received", ".pack");
        try (var out = Files.newOutputStream(received)) {
            in.transferTo(out);
        }
        PackScan.check(received, limits, connections::checkTime);
        InputStream again = new BufferedInputStream(Files.newInputStream(received));
        open.add(again);
        return again;
    }

    @Override
    protected void doClose() {
        super.doClose();
        try {
            for (InputStream each : open) {
                each.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
