package dev.bailiwick.checks.git;

import dev.bailiwick.checks.files.Folder;
import dev.bailiwick.checks.files.Limits;
import dev.bailiwick.checks.outward.Connections;
import dev.bailiwick.checks.outward.ExceededException;
import dev.bailiwick.checks.outward.RefusedException;

import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Files of a commit that checks can read, as plain files: no links, no other repositories, no
 * filters, no rights to run.
 */
final class CommittedFiles {

    /** On file systems, in bytes. */
    private static final int LONGEST_NAME = 255;

    private final Repository repository;
    private final Limits limits;
    private final Connections connections;
    private int entries;
    private int files;
    private long bytes;

    CommittedFiles(Repository repository, Limits limits, Connections connections) {
        this.repository = repository;
        this.limits = limits;
        this.connections = connections;
    }

    void write(ObjectId commit, Path into) throws IOException {
        Path root = into.toAbsolutePath().normalize();
        try (var commits = new RevWalk(repository);
                var walk = new TreeWalk(repository)) {
            walk.addTree(commits.parseCommit(commit).getTree());
            while (walk.next()) {
                connections.checkTime();
                if (++entries > limits.entries()) {
                    throw new ExceededException("more than " + limits.entries() + " entries");
                }
                if (walk.isSubtree()) {
                    // what is deeper is told by whoever reads the directory: one step is enough
                    if (walk.getDepth() <= limits.depth()) {
                        walk.enterSubtree();
                    }
                } else if (isPlain(walk.getFileMode(0))
                        && Folder.isOfInterest(walk.getNameString())) {
                    write(walk, root);
                }
            }
        }
    }

    private static boolean isPlain(FileMode mode) {
        return FileMode.REGULAR_FILE.equals(mode) || FileMode.EXECUTABLE_FILE.equals(mode);
    }

    private void write(TreeWalk walk, Path root) throws IOException {
        Path file = placed(walk.getPathString(), root);
        if (!file.startsWith(root) || file.equals(root)) {
            throw new RefusedException("a path that leads out of the repository");
        }
        if (++files > limits.files()) {
            throw new ExceededException("more than " + limits.files() + " files");
        }
        ObjectLoader object = walk.getObjectReader().open(walk.getObjectId(0));
        // one byte more than may be read, so that the reader tells that it is too large
        byte[] content = content(object, limits.fileBytes() + 1);
        bytes += content.length;
        if (bytes > limits.allBytes()) {
            throw new ExceededException("more than " + limits.allBytes() + " bytes in all");
        }
        Files.createDirectories(file.getParent());
        Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private static Path placed(String path, Path root) throws RefusedException {
        for (String name : path.split("/", -1)) {
            if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
                throw new RefusedException(
                        "a name of more than " + LONGEST_NAME + " bytes in the repository");
            }
        }
        try {
            return root.resolve(path).normalize();
        } catch (InvalidPathException e) {
            throw new RefusedException(
                    "a name in the repository that cannot be written on this machine");
        }
    }

    private static byte[] content(ObjectLoader object, int most) throws IOException {
        try (var in = object.openStream()) {
            return in.readNBytes(most);
        }
    }
}
