package dev.bailiwick.posture.database.embedded;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.disk.Disk;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The PostgreSQL programs, unpacked from the archive on the class path. */
final class Binaries {

    /** The version of the archive in the root pom; part of the folder's name. */
    static final String MAJOR = "18";

    private static final Map<String, String> ARCHIVES =
            Map.of(
                    "linux-amd64", "postgres-linux-x86_64.txz",
                    "linux-arm64", "postgres-linux-arm_64.txz",
                    "darwin-arm64", "postgres-darwin-arm_64.txz");

    private final Path home;

    private Binaries(Path home) {
        this.home = home;
    }

    /**
     * Unpacks below {@code cache} unless that was done before. Several processes may do so at once:
     * a folder appears under its name when it is complete.
     *
     * @throws CommandException if there is no PostgreSQL for this machine or no room for it
     */
    static Binaries unpack(Path cache) {
        String platform = platform();
        String archive = ARCHIVES.get(platform);
        if (archive == null) {
            throw CommandException.couldNot(
                    "No PostgreSQL comes along for %s; use one of your own with --database-url."
                            .formatted(platform));
        }
        try (InputStream packed = Binaries.class.getResourceAsStream("/" + archive)) {
            if (packed == null) {
                throw CommandException.couldNot(
                        "The PostgreSQL archive %s is not on the class path; build again."
                                .formatted(archive));
            }
            Path home = cache.resolve("postgresql-" + MAJOR + "-" + fingerprint(archive));
            if (!Files.isExecutable(home.resolve("bin/postgres"))) {
                publish(packed, cache, home);
            }
            return new Binaries(home);
        } catch (IOException e) {
            throw CommandException.couldNot(
                    "PostgreSQL cannot be unpacked into %s: %s".formatted(cache, e));
        }
    }

    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String os = system.contains("mac") ? "darwin" : system.contains("linux") ? "linux" : system;
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return os + "-" + arch.replace("x86_64", "amd64").replace("aarch64", "arm64");
    }

    /** Size and time of the archive tell one release from the next without reading 15 MB. */
    private static String fingerprint(String archive) throws IOException {
        var connection = Binaries.class.getClassLoader().getResource(archive).openConnection();
        connection.setUseCaches(false);
        try (InputStream stream = connection.getInputStream()) {
            Objects.requireNonNull(stream, archive);
            return Long.toHexString(connection.getContentLengthLong())
                    + Long.toHexString(connection.getLastModified() / 1000);
        }
    }

    private static void publish(InputStream packed, Path cache, Path home) throws IOException {
        Files.createDirectories(cache);
        Path half = Files.createTempDirectory(cache, ".unpacking-");
        try {
            Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rwxr-xr-x"));
            extract(packed, half);
            Files.move(half, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // another process was faster, with the same content
            Disk.deleteAll(half);
        } catch (IOException e) {
            Disk.deleteAll(half);
            if (!Files.isExecutable(home.resolve("bin/postgres"))) {
                throw e;
            }
        }
    }

    private static void extract(InputStream packed, Path target) throws IOException {
        try (var tar =
                new TarArchiveInputStream(
                        new XZInputStream(new BufferedInputStream(packed, 1 << 16)))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("archive entry outside its folder: " + entry.getName());
                }
                write(tar, entry, path);
            }
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path path)
            throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, path);
        boolean executable = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(
                path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
}
