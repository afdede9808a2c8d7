package dev.bailiwick.cli.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.cli.CommandException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file with the statements that undo a plan. It is written under another name while nothing is
 * changed for anybody, since afterwards nobody knows what there was, and has its own once
 * everything is.
 */
final class WayBack {

    private final Path file;
    private final Path waiting;
    private final String text;

    WayBack(Path file, String text) {
        this.file = file;
        this.waiting = file.resolveSibling(file.getFileName() + ".uncommitted");
        this.text = text;
    }

    /** Before anything is changed. */
    void write() {
        if (Files.exists(file)) {
            throw isThere(file);
        }
        try (FileChannel channel =
                FileChannel.open(
                        waiting, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer left = UTF_8.encode(text);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            // what is committed next must not outlive the way back from it
            channel.force(true);
            forceFolder();
        } catch (FileAlreadyExistsException there) {
            throw isThere(waiting);
        } catch (IOException full) {
            discard();
            throw CommandException.couldNot(
                    "Nothing was changed, since the way back cannot be written to %s: %s."
                            .formatted(waiting, full.getClass().getSimpleName()));
        }
    }

    /** The names in it, where a folder can be opened: not every system lets it be. */
    private void forceFolder() {
        Path folder = waiting.toAbsolutePath().getParent();
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException notHere) {
            // the file itself is on disk
        }
    }

    private static CommandException isThere(Path path) {
        return CommandException.couldNot(
                "Nothing was changed: %s is there already, and may be somebody's way back."
                        .formatted(path));
    }

    /**
     * When everything is changed.
     *
     * @return where it is, which is where it was if it cannot be renamed
     */
    Path keep() {
        try {
            Path kept = Files.move(waiting, file);
            forceFolder();
            return kept;
        } catch (IOException stays) {
            return waiting;
        }
    }

    /** When nothing was changed. */
    void discard() {
        try {
            Files.deleteIfExists(waiting);
        } catch (IOException stays) {
            // its name says that it leads back from nothing
        }
    }

    /** Where it is while nobody knows whether everything was changed. */
    Path waiting() {
        return waiting;
    }
}
