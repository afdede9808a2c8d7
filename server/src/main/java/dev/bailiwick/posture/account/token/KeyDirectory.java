package dev.bailiwick.posture.account.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;
import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import dev.bailiwick.posture.directory.PrivateFile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The directory of signing keys: one {@code .pem} file each, readable by its owner alone.
 *
 * <p>Our own files are named after the moment they were made; of others, the file's time counts.
 */
final class KeyDirectory {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final Set<PosixFilePermission> OF_OTHERS =
            Collections.unmodifiableSet(
                    EnumSet.of(GROUP_READ, GROUP_WRITE, OTHERS_READ, OTHERS_WRITE));

    private final Path path;

    KeyDirectory(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /**
     * All keys, the oldest first; empty if the directory is not there.
     *
     * @throws IllegalStateException if a file is no key, or others may read it
     */
    List<SigningKey> read() {
        List<SigningKey> keys = new ArrayList<>();
        try {
            for (Path file : files()) {
                keys.add(read(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The signing keys in " + path + " cannot be read", e);
        }
        keys.sort(Comparator.comparing(SigningKey::made).thenComparing(SigningKey::id));
        return List.copyOf(keys);
    }

    /** What tells, for the price of a listing, whether {@link #read} would now give other keys. */
    Object state() {
        try {
            TreeMap<String, Instant> state = new TreeMap<>();
            for (Path file : files()) {
                state.put(file.toString(), Files.getLastModifiedTime(file).toInstant());
            }
            return state;
        } catch (IOException e) {
            throw new UncheckedIOException("The signing keys in " + path + " cannot be read", e);
        }
    }

    /** Adds a key, which is there as a whole or not at all. */
    void add(Instant now) {
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path, asFileAttribute(fromString("rwx------")));
            }
            PrivateFile.replace(
                    path.resolve(NAME.format(now) + "-" + UUID.randomUUID() + ".pem"),
                    SigningKey.generatePem().getBytes(US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "A signing key cannot be written to %s (%s)".formatted(path, e), e);
        }
    }

    /** Removes the files of these keys. */
    void remove(List<SigningKey> keys) {
        try {
            for (Path file : files()) {
                if (keys.stream().map(SigningKey::id).anyMatch(read(file).id()::equals)) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Old signing keys in " + path + " cannot be removed", e);
        }
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(file -> file.toString().endsWith(".pem")).sorted().toList();
        }
    }

    private static SigningKey read(Path file) throws IOException {
        if (Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains)) {
            throw new IllegalStateException(
                    "The signing key %s can be read by others: chmod 600 it.".formatted(file));
        }
        try {
            return SigningKey.parse(Files.readString(file), made(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "The signing key %s cannot be used: %s.".formatted(file, e.getMessage()), e);
        }
    }

    private static Instant made(Path file) throws IOException {
        String name = file.getFileName().toString();
        try {
            return LocalDateTime.parse(name.substring(0, Math.max(0, name.indexOf('-'))), NAME)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            return Files.getLastModifiedTime(file).toInstant();
        }
    }
}
