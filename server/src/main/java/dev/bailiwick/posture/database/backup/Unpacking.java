package dev.bailiwick.posture.database.backup;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import com.github.luben.zstd.ZstdInputStream;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.digest.Sha256;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Reads the file of a backup from its first byte to its last, and believes nothing of it. */
final class Unpacking implements AutoCloseable {

    private static final int BUFFER = 1 << 18;
    private static final int LARGEST_ABOUT = 1 << 16;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

    private final Path file;
    private final TarArchiveInputStream tar;
    private final Map<String, Manifest.Entry> found = new LinkedHashMap<>();
    private String at = "its beginning";

    private Unpacking(Path file, TarArchiveInputStream tar) {
        this.file = file;
        this.tar = tar;
    }

    static Unpacking of(Path file) throws IOException {
        InputStream packed = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        return new Unpacking(file, new TarArchiveInputStream(new ZstdInputStream(packed), "UTF-8"));
    }

    private interface Step<T> {
        T take() throws IOException;
    }

    /** Damage that is met while reading names the entry where it was. */
    private <T> T naming(Step<T> reading) {
        try {
            return reading.take();
        } catch (FileAlreadyExistsException e) {
            throw damaged("%s stands in it twice".formatted(at));
        } catch (WritingFailedException e) {
            throw CommandException.couldNot(
                    "The backup was not restored: %s".formatted(e.getMessage()));
        } catch (IOException | JacksonException e) {
            throw damaged("it is broken at %s (%s)".formatted(at, oneLine(e)));
        }
    }

    /**
     * What it is of.
     *
     * @throws CommandException if the file is no backup or damaged
     */
    About about() {
        return naming(
                () -> {
                    TarArchiveEntry first = tar.getNextEntry();
                    if (first == null || !first.getName().equals(About.NAME)) {
                        throw new IOException("it does not begin with " + About.NAME);
                    }
                    byte[] content = content(first, LARGEST_ABOUT);
                    return JSON.readValue(content, About.class);
                });
    }

    /**
     * Writes what belongs into the data directory, and compares it with the list at the end.
     *
     * @param folder empty, and of no use unless this returns
     * @throws CommandException with the name of the first entry that is wrong
     */
    void into(Path folder) {
        Manifest manifest = naming(() -> unpack(folder));
        for (Manifest.Entry entry : manifest.entries()) {
            if (!entry.equals(found.remove(entry.name()))) {
                throw damaged(
                        "%s is missing or differs from what was copied".formatted(entry.name()));
            }
        }
        if (!found.isEmpty()) {
            throw damaged("%s is not in its list".formatted(found.keySet().iterator().next()));
        }
    }

    private Manifest unpack(Path folder) throws IOException {
        @Nullable Manifest manifest = null;
        for (TarArchiveEntry entry = tar.getNextEntry();
                entry != null;
                entry = tar.getNextEntry()) {
            at = "the entry " + entry.getName();
            if (manifest != null) {
                throw new IOException("it stands behind the last one");
            }
            if (entry.getName().equals(Manifest.NAME)) {
                manifest = JSON.readValue(content(entry, Manifest.LARGEST), Manifest.class);
            } else {
                unpack(entry, folder);
            }
        }
        if (manifest == null) {
            throw new IOException("it ends there, without the list of its entries");
        }
        return manifest;
    }

    private void unpack(TarArchiveEntry entry, Path folder) throws IOException {
        boolean isFolder = entry.getLinkFlag() == TarConstants.LF_DIR;
        boolean isFile = entry.getLinkFlag() == TarConstants.LF_NORMAL;
        String name = entry.getName();
        String path = isFolder ? name.substring(0, Math.max(0, name.length() - 1)) : name;
        if (!path.startsWith(Archive.ROOT)
                || !Names.isPlain(path)
                || (!isFile && !isFolder)
                || entry.isSparse()) {
            throw new IOException("no backup has such an entry");
        }
        Path target = below(folder, path.substring(Archive.ROOT.length()));
        if (isFolder) {
            makeFolders(target);
            return;
        }
        makeFolders(Objects.requireNonNull(target.getParent()));
        MessageDigest digest = Sha256.begin();
        try (OutputStream out = new DigestOutputStream(create(target), digest)) {
            copy(out);
        }
        note(entry, digest);
    }

    private static Path below(Path folder, String name) throws IOException {
        try {
            return folder.resolve(name);
        } catch (InvalidPathException e) {
            throw new WritingFailedException(
                    new IOException(
                            "the locale of this machine knows no file called %s; set LC_ALL=C.UTF-8"
                                    .formatted(name),
                            e));
        }
    }

    private void copy(OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int read = tar.read(buffer); read >= 0; read = tar.read(buffer)) {
            int length = read;
            writing(
                    () -> {
                        out.write(buffer, 0, length);
                        return true;
                    });
        }
    }

    private static OutputStream create(Path target) throws IOException {
        return writing(
                () ->
                        Channels.newOutputStream(
                                Files.newByteChannel(
                                        target,
                                        Set.of(
                                                StandardOpenOption.CREATE_NEW,
                                                StandardOpenOption.WRITE),
                                        asFileAttribute(fromString("rw-------")))));
    }

    private static void makeFolders(Path folder) throws IOException {
        writing(() -> Files.createDirectories(folder, asFileAttribute(fromString("rwx------"))));
    }

    private static <T> T writing(Step<T> step) throws IOException {
        try {
            return step.take();
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            throw new WritingFailedException(e);
        }
    }

    private byte[] content(TarArchiveEntry entry, int largest) throws IOException {
        byte[] content = tar.readNBytes(largest + 1);
        if (content.length > largest) {
            throw new IOException("it is larger than any such entry");
        }
        MessageDigest digest = Sha256.begin();
        digest.update(content);
        note(entry, digest);
        return content;
    }

    private void note(TarArchiveEntry entry, MessageDigest digest) {
        if (!entry.getName().equals(Manifest.NAME)) {
            found.put(
                    entry.getName(),
                    new Manifest.Entry(
                            entry.getName(),
                            entry.getSize(),
                            HexFormat.of().formatHex(digest.digest())));
        }
    }

    private CommandException damaged(String how) {
        return CommandException.couldNot(
                "%s is no whole backup, and nothing was restored: %s.".formatted(file, how));
    }

    private static String oneLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }

    /** The fault is not the backup's. */
    private static final class WritingFailedException extends IOException {

        private static final long serialVersionUID = 1L;

        private WritingFailedException(IOException cause) {
            super(
                    cause instanceof FileSystemException ? cause.toString() : cause.getMessage(),
                    cause);
        }
    }
}
