package dev.bailiwick.posture.database.backup;

import dev.bailiwick.posture.directory.KeyFile;
import dev.bailiwick.posture.directory.PrivateFile;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The files of keys, wherever they lie and by whatever path they are reached: those that are named,
 * what links lead to, and what is put aside or written beside them.
 */
final class KeyPlaces {

    private static final String PEM = ".pem";

    private final Set<Path> files = new HashSet<>();
    private final Set<Path> folders = new HashSet<>();

    private KeyPlaces() {}

    /**
     * @param places files with a key, and folders with one in each {@code .pem}; may be missing
     */
    static KeyPlaces of(List<Path> places) throws IOException {
        KeyPlaces made = new KeyPlaces();
        for (Path place : places) {
            if (Files.isDirectory(place)) {
                made.addFolder(place);
            } else {
                made.addFile(place);
            }
        }
        return made;
    }

    private void addFolder(Path folder) throws IOException {
        folders.add(folder.toRealPath());
        try (DirectoryStream<Path> keys = Files.newDirectoryStream(folder, "*" + PEM)) {
            for (Path key : keys) {
                addFile(key);
            }
        }
    }

    private void addFile(Path file) throws IOException {
        if (Files.exists(file)) {
            Path named = file.toAbsolutePath();
            // former keys lie beside the link, drafts beside what it leads to
            files.add(folderOf(named).toRealPath().resolve(named.getFileName()));
            files.add(named.toRealPath());
        }
    }

    /** Whether this is a file that is worth something elsewhere. */
    boolean has(Path file) throws IOException {
        try {
            Path real = file.toRealPath();
            return files.contains(real) || isInFolder(real) || isBesideKey(real);
        } catch (NoSuchFileException e) {
            // gone since it was listed; nothing of it is copied
            return true;
        }
    }

    private boolean isInFolder(Path real) {
        String name = real.getFileName().toString();
        return folders.contains(folderOf(real))
                && (name.endsWith(PEM) || PrivateFile.isDraft(real));
    }

    private boolean isBesideKey(Path real) {
        String name = real.getFileName().toString();
        Path folder = folderOf(real);
        return files.stream()
                .filter(key -> folderOf(key).equals(folder))
                .anyMatch(
                        key ->
                                name.startsWith(key.getFileName() + KeyFile.FORMER)
                                        || PrivateFile.isDraft(real));
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNull(file.getParent(), "no file is a root");
    }
}
