package dev.bailiwick.posture.ingestion.writing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.ingestion.ocsf.OcsfFinding;
import dev.bailiwick.posture.ingestion.ocsf.OcsfReader;
import dev.bailiwick.posture.ingestion.ocsf.ParsedRecord;
import dev.bailiwick.posture.ingestion.ocsf.Records;
import dev.bailiwick.posture.ingestion.packed.Packer;
import dev.bailiwick.posture.ingestion.packed.Unpacker;
import dev.bailiwick.posture.ingestion.writing.FindingSets.FindingSet;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

class FindingSetsTest {

    private static final Scope ANY = Scope.Tenant.of(new TenantId(UUID.randomUUID()));

    @Test
    void everyFindingIsInOneSet() {
        List<byte[]> pieces = pieces(20 << 20);
        int all = findings(pieces);

        List<FindingSet> sets = sets(pieces, 0, all + 3);

        assertThat(sets.stream().mapToInt(set -> set.findings().size()).sum()).isEqualTo(all);
        assertThat(sets).extracting(FindingSet::end).isSorted().last().isEqualTo(all + 3L);
        assertThat(sets).as("or the sets are not cut by size").hasSizeGreaterThan(2);
    }

    @Test
    void whatIsWrittenAlreadyIsNeverGoneBackTo() {
        List<byte[]> pieces = pieces(20 << 20);
        int all = findings(pieces);
        int from = all - 5;

        List<FindingSet> sets = sets(pieces, from, all);

        assertThat(sets).allMatch(set -> set.end() > from);
        assertThat(sets.stream().mapToInt(set -> set.findings().size()).sum()).isEqualTo(5);
    }

    private static List<FindingSet> sets(List<byte[]> pieces, long from, long total) {
        return Scopes.call(
                ANY,
                () -> {
                    List<FindingSet> read = new ArrayList<>();
                    try (FindingSets sets = new FindingSets(unpacker(pieces), from, total)) {
                        do {
                            read.add(sets.next());
                        } while (!read.getLast().last());
                    }
                    return read;
                });
    }

    /** A file of about so many bytes, most of them noise, packed. */
    private static List<byte[]> pieces(int size) {
        List<byte[]> pieces = new ArrayList<>();
        Packer packer = new Packer();
        try (OcsfReader records =
                new OcsfReader(
                        new ByteArrayInputStream(Records.unpackable("210987654321", size)),
                        Instant.now())) {
            for (int left = size / 45_000; left > 0; left--) {
                if (records.next() instanceof ParsedRecord.Good(long at, OcsfFinding finding, _)) {
                    packer.add(at, finding);
                }
                if (packer.isFull()) {
                    pieces.add(packer.take());
                }
            }
        }
        if (!packer.isEmpty()) {
            pieces.add(packer.take());
        }
        return pieces;
    }

    private static int findings(List<byte[]> pieces) {
        Unpacker unpacker = unpacker(pieces);
        int count = 0;
        while (unpacker.next() != null) {
            count++;
        }
        return count;
    }

    private static Unpacker unpacker(List<byte[]> pieces) {
        Iterator<byte[]> each = pieces.iterator();
        return new Unpacker(() -> each.hasNext() ? Optional.of(each.next()) : Optional.empty());
    }
}
