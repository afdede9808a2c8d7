package dev.bailiwick.checks.git;

import dev.bailiwick.checks.files.Folder;
import dev.bailiwick.checks.files.Limits;
import dev.bailiwick.checks.outward.Connections;
import dev.bailiwick.checks.outward.ExceededException;
import dev.bailiwick.checks.outward.RefusedException;
import dev.bailiwick.checks.resource.Unread;

import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * Files of a commit that checks can read, as plain files: no links, no other repositories, no
 * filters, no rights to run.
 */
final class CommittedFiles {

    /** On file systems, in bytes. */
    private static final int LONGEST_NAME = 255;

    /** Of names that cannot be written: a repository that has more was not made by people. */
    private static final int MOST_UNREAD = 1_000;

    private static final String NAME = "this machine cannot write a file of this name";

    private final BoundedRepository repository;
    private final Limits limits;
    private final Connections connections;
    private final Consumer<Unread> unread;
    private int entries;
    private int files;
    private int unwritten;
    private long bytes;

    /**
     * @param unread told what cannot be written here, for its name alone
     */
    CommittedFiles(
            BoundedRepository repository,
            Limits limits,
            Connections connections,
            Consumer<Unread> unread) {
        this.repository = repository;
        this.limits = limits;
        this.connections = connections;
        this.unread = unread;
    }

    void write(ObjectId commit, Path into) throws IOException {
        Path root = into.toAbsolutePath().normalize();
        try (var commits = new RevWalk(repository);
                var walk = new TreeWalk(repository)) {
            walk.addTree(commits.parseCommit(commit).getTree());
            while (walk.next()) {
                connections.checkTime();
                repository.pass();
                if (++entries > limits.entries()) {
                    throw new ExceededException("more than " + limits.entries() + " entries");
                }
                if (walk.isSubtree()) {
                    directory(walk, root);
                } else if (isPlain(walk.getFileMode(0))
                        && Folder.isOfInterest(walk.getNameString())) {
                    file(walk, root);
                }
            }
        }
    }

    private void directory(TreeWalk walk, Path root) throws IOException {
        if (Folder.isPassedOver(walk.getNameString())) {
            return;
        }
        String path = Names.text(walk.getRawPath());
        if (walk.getDepth() >= limits.depth()) {
            // there may be nothing above it that is written, by which a reader would come here
            tell(path, "directories deeper than " + limits.depth());
        } else if (isLong(path) || placed(path, root) == null) {
            tell(path, NAME);
        } else {
            walk.enterSubtree();
        }
    }

    private static boolean isPlain(FileMode mode) {
        return FileMode.REGULAR_FILE.equals(mode) || FileMode.EXECUTABLE_FILE.equals(mode);
    }

    private void file(TreeWalk walk, Path root) throws IOException {
        if (++files > limits.files()) {
            throw new ExceededException("more than " + limits.files() + " files");
        }
        ObjectLoader object = walk.getObjectReader().open(walk.getObjectId(0));
        // one byte more than may be read, so that the reader tells that it is too large
        byte[] content = content(object, limits.fileBytes() + 1);
        if (content.length > limits.fileBytes()
                && Folder.saysNothing(walk.getNameString(), object.getSize(), object::openStream)) {
            return;
        }
        bytes += content.length;
        if (bytes > limits.allBytes()) {
            throw new ExceededException("more than " + limits.allBytes() + " bytes in all");
        }
        String path = Names.text(walk.getRawPath());
        Path file = placed(path, root);
        if (file == null || !write(content, file, root)) {
            tell(path, NAME);
        }
    }

    /**
     * @return false if its name is to blame that it cannot be
     */
    private static boolean write(byte[] content, Path file, Path root) throws IOException {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return true;
        } catch (FileSystemException e) {
            // too long, taken by another one, or whatever else this disk does not like; what is
            // wrong with the disk itself is as wrong with a plain name
            Path plain = Files.createTempFile(root, "plain", "");
            Files.write(plain, content);
            Files.delete(plain);
            return false;
        }
    }

    private void tell(String path, String reason) throws ExceededException {
        if (++unwritten > MOST_UNREAD) {
            throw new ExceededException(
                    "more than "
                            + MOST_UNREAD
                            + " files whose names this machine cannot write, or directories too"
                            + " deep");
        }
        unread.accept(new Unread(path, 0, reason));
    }

    private static boolean isLong(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME;
    }

    /** Null if the locale has no such name. */
    private static @Nullable Path placed(String path, Path root) throws RefusedException {
        Path file;
        try {
            file = root.resolve(path).normalize();
        } catch (InvalidPathException e) {
            return null;
        }
        if (!file.startsWith(root) || file.equals(root)) {
            throw new RefusedException("a path that leads out of the repository");
        }
        return file;
    }

    private static byte[] content(ObjectLoader object, int most) throws IOException {
        try (var in = object.openStream()) {
            return in.readNBytes(most);
        }
    }
}
