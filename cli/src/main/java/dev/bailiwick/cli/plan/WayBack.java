package dev.bailiwick.cli.plan;

import dev.bailiwick.cli.CommandException;

import java.io.IOException;
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
        try {
            Files.writeString(waiting, text, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException there) {
            throw isThere(waiting);
        } catch (IOException full) {
            throw CommandException.couldNot(
                    "Nothing was changed, since the way back cannot be written to %s: %s."
                            .formatted(waiting, full.getClass().getSimpleName()));
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
            return Files.move(waiting, file);
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
