package dev.bailiwick.posture.database.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** The entries of a backup, to be looked at and to be written with what no backup has. */
final class BackupFile {

    private final List<TarArchiveEntry> entries = new ArrayList<>();
    private final IdentityHashMap<TarArchiveEntry, byte[]> contents = new IdentityHashMap<>();

    private interface Change {
        byte[] of(byte[] content);
    }

    static BackupFile read(Path file) throws IOException {
        BackupFile backup = new BackupFile();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new ZstdInputStream(Files.newInputStream(file)))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                backup.entries.add(entry);
                backup.contents.put(entry, tar.readAllBytes());
            }
        }
        return backup;
    }

    List<String> names() {
        return entries.stream().map(TarArchiveEntry::getName).toList();
    }

    BackupFile flip(String name) {
        return change(
                name,
                content -> {
                    content[content.length / 2] ^= 1;
                    return content;
                });
    }

    BackupFile replace(String name, String text, String other) {
        return change(
                name, content -> new String(content, UTF_8).replace(text, other).getBytes(UTF_8));
    }

    private BackupFile change(String name, Change change) {
        TarArchiveEntry entry = entry(name);
        byte[] changed = change.of(content(name).clone());
        entry.setSize(changed.length);
        contents.put(entry, changed);
        return this;
    }

    BackupFile remove(String name) {
        TarArchiveEntry entry = entry(name);
        entries.remove(entry);
        return this;
    }

    /** Puts an entry before the list of all. */
    BackupFile add(TarArchiveEntry entry, byte[] content) {
        entry.setSize(content.length);
        entries.add(entries.size() - 1, entry);
        contents.put(entry, content);
        return this;
    }

    void write(Path file) throws IOException {
        try (OutputStream packed = new ZstdOutputStream(Files.newOutputStream(file));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(packed)) {
            for (TarArchiveEntry entry : entries) {
                tar.putArchiveEntry(entry);
                tar.write(contents.getOrDefault(entry, new byte[0]));
                tar.closeArchiveEntry();
            }
        }
    }

    private byte[] content(String name) {
        return contents.getOrDefault(entry(name), new byte[0]);
    }

    private TarArchiveEntry entry(String name) {
        return entries.stream()
                .filter(entry -> entry.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
