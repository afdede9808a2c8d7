package dev.bailiwick.posture.ingestion.packed;

import com.github.luben.zstd.Zstd;

import dev.bailiwick.posture.ingestion.ocsf.Account;
import dev.bailiwick.posture.ingestion.ocsf.CheckFacts;
import dev.bailiwick.posture.ingestion.ocsf.OcsfFinding;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.SequenceWriter;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;

/** Packs findings one by one. Not for use by several threads. */
public final class Packer {

    /** Bytes of a piece before it is compressed; one finding may take it beyond. */
    private static final int FULL = 1 << 19;

    /** The first byte of each piece: a version that packs otherwise knows by it what waits. */
    static final byte FORM = 1;

    private static final int LEVEL = 1;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 14);
    private final SequenceWriter writer = Entry.CBOR.writerFor(Entry.class).writeValues(bytes);
    private final Map<Account, Integer> accounts = new HashMap<>();
    private final Map<CheckFacts, Integer> checks = new HashMap<>();

    /** Adds a finding, which stands at {@code position} in its file. */
    public void add(long position, OcsfFinding finding) {
        Account newAccount = firstOf(accounts, finding.account());
        CheckFacts newCheck = firstOf(checks, finding.check());
        writer.write(
                Entry.of(
                        position,
                        accounts.getOrDefault(finding.account(), 0),
                        newAccount,
                        checks.getOrDefault(finding.check(), 0),
                        newCheck,
                        finding));
    }

    private static <T> @Nullable T firstOf(Map<T, Integer> numbers, T value) {
        return numbers.putIfAbsent(value, numbers.size()) == null ? value : null;
    }

    /** Whether it is time to {@link #take}. */
    public boolean isFull() {
        return bytes.size() >= FULL;
    }

    public boolean isEmpty() {
        return checks.isEmpty();
    }

    /** What was added since the last time, as a piece. */
    public byte[] take() {
        writer.flush();
        byte[] packed = Zstd.compress(bytes.toByteArray(), LEVEL);
        byte[] piece = new byte[packed.length + 1];
        piece[0] = FORM;
        System.arraycopy(packed, 0, piece, 1, packed.length);
        bytes.reset();
        accounts.clear();
        checks.clear();
        return piece;
    }
}
