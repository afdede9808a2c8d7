package dev.bailiwick.posture.database.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.ZstdOutputStream;

import dev.bailiwick.posture.digest.Sha256;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The file of a backup while it is written, from its first byte to its last: a tar, packed by
 * Zstandard. What belongs into the data directory stands below {@link #ROOT}.
 */
final class Archive implements AutoCloseable {

    static final String ROOT = "data/";

    private static final int FOLDER_MODE = 0700;
    private static final int FILE_MODE = 0600;
    private static final int LEVEL = 3;
    private static final int BUFFER = 1 << 18;

    private static final JsonMapper JSON = new JsonMapper();

    private final TarArchiveOutputStream tar;
    private final byte[] buffer = new byte[BUFFER];
    private final List<Manifest.Entry> entries = new ArrayList<>();
    private long size;

    Archive(OutputStream file) throws IOException {
        ZstdOutputStream packed =
                new ZstdOutputStream(new BufferedOutputStream(file, BUFFER), LEVEL);
        packed.setChecksum(true);
        this.tar = new TarArchiveOutputStream(packed, UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    /** How many files there are so far. */
    int files() {
        return entries.size();
    }

    /** Their bytes. */
    long size() {
        return size;
    }

    void about(About about) throws IOException {
        text(About.NAME, JSON.writeValueAsString(about));
    }

    /** The last one. */
    void manifest(String startLsn, String stopLsn) throws IOException {
        text(
                Manifest.NAME,
                JSON.writeValueAsString(new Manifest(startLsn, stopLsn, List.copyOf(entries))));
    }

    void folder(String name) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(ROOT + name + "/");
        entry.setMode(FOLDER_MODE);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    /** A file of this content, which is nowhere else. */
    void file(String name, byte[] content) throws IOException {
        write(ROOT + name, content.length, new ByteArrayInputStream(content));
    }

    /**
     * A file as it is now. One that grows meanwhile is cut off where it ended, and one that shrinks
     * is filled up with zeros, since its length stands in front of it: of a table, the WAL has the
     * rest.
     *
     * @throws NoSuchFileException if it is gone
     */
    void file(String name, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            write(ROOT + name, channel.size(), Channels.newInputStream(channel));
        }
    }

    /** As {@link #file}; nothing if it is gone. */
    void fileIfThere(String name, Path file) throws IOException {
        try {
            file(name, file);
        } catch (NoSuchFileException e) {
            // dropped between the list and its turn, before a byte of it was written
        }
    }

    private void text(String name, String content) throws IOException {
        byte[] bytes = content.getBytes(UTF_8);
        write(name, bytes.length, new ByteArrayInputStream(bytes));
    }

    private void write(String name, long length, InputStream content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(length);
        entry.setMode(FILE_MODE);
        tar.putArchiveEntry(entry);
        MessageDigest digest = Sha256.begin();
        long left = length;
        while (left > 0) {
            int wanted = (int) Math.min(left, buffer.length);
            int read = content.readNBytes(buffer, 0, wanted);
            Arrays.fill(buffer, read, wanted, (byte) 0);
            tar.write(buffer, 0, wanted);
            digest.update(buffer, 0, wanted);
            left -= wanted;
        }
        tar.closeArchiveEntry();
        entries.add(new Manifest.Entry(name, length, HexFormat.of().formatHex(digest.digest())));
        size += length;
    }

    /** Ends the file; one that has no manifest is worth nothing. */
    @Override
    public void close() throws IOException {
        tar.close();
    }
}
