package dev.bailiwick.posture.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Files that are not lost when the power fails, and whole folders of them. */
public final class Disk {

    private Disk() {}

    /** Waits until the file, or the list of a folder's files, is safe. */
    public static void sync(Path path) throws IOException {
        StandardOpenOption how =
                Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }

    /** As {@link #sync}, of a folder and all that is in it. */
    public static void syncAll(Path folder) throws IOException {
        for (Path path : below(folder)) {
            sync(path);
        }
    }

    /** A folder with all that is in it, if it is there; follows no links. */
    public static void deleteAll(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        for (Path path : below(folder)) {
            Files.deleteIfExists(path);
        }
    }

    /** The deepest first. */
    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
