package dev.bailiwick.posture.ingestion.packed;

import com.github.luben.zstd.Zstd;

import dev.bailiwick.posture.ingestion.ocsf.Account;
import dev.bailiwick.posture.ingestion.ocsf.CheckFacts;
import dev.bailiwick.posture.ingestion.ocsf.OcsfFinding;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.MappingIterator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads packed findings, one piece after the other. Not for use by several threads. */
public final class Unpacker {

    private final Supplier<Optional<byte[]>> pieces;
    private final List<Account> accounts = new ArrayList<>();
    private final List<CheckFacts> checks = new ArrayList<>();
    private MappingIterator<Entry> entries = MappingIterator.emptyIterator();
    private long bytesRead;

    /**
     * @param pieces asked for the next one when the last has been read; none after the last
     */
    public Unpacker(Supplier<Optional<byte[]>> pieces) {
        this.pieces = pieces;
    }

    /**
     * A finding with its place.
     *
     * @param position of its record in the file, from zero
     */
    public record Unpacked(long position, OcsfFinding finding) {}

    /** The next finding; null after the last one. */
    public @Nullable Unpacked next() {
        while (!entries.hasNext()) {
            Optional<byte[]> piece = pieces.get();
            if (piece.isEmpty()) {
                return null;
            }
            open(piece.get());
        }
        return unpacked(entries.next());
    }

    /** Bytes of the pieces that have been opened, as they were before they were compressed. */
    public long bytesRead() {
        return bytesRead;
    }

    private void open(byte[] piece) {
        if (piece[0] != Packer.FORM) {
            throw new IllegalStateException("A piece of the unknown form " + piece[0]);
        }
        byte[] packed = Arrays.copyOfRange(piece, 1, piece.length);
        byte[] plain = Zstd.decompress(packed, Math.toIntExact(Zstd.getFrameContentSize(packed)));
        bytesRead += plain.length;
        accounts.clear();
        checks.clear();
        // of bytes it would take the first entry for an array of them
        entries = Entry.CBOR.readerFor(Entry.class).readValues(Entry.CBOR.createParser(plain));
    }

    private Unpacked unpacked(Entry entry) {
        if (entry.newAccount() != null) {
            accounts.add(entry.newAccount());
        }
        if (entry.newCheck() != null) {
            checks.add(entry.newCheck());
        }
        return new Unpacked(
                entry.position(),
                entry.finding(accounts.get(entry.account()), checks.get(entry.check())));
    }
}
