package dev.bailiwick.posture.ingestion.packed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.ingestion.ocsf.OcsfFinding;
import dev.bailiwick.posture.ingestion.ocsf.OcsfReader;
import dev.bailiwick.posture.ingestion.ocsf.ParsedRecord;
import dev.bailiwick.posture.ingestion.ocsf.Records;
import dev.bailiwick.posture.ingestion.packed.Unpacker.Unpacked;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.node.ObjectNode;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

class PackerTest {

    private static final String ACCOUNT = "210987654321";

    private final Packer packer = new Packer();

    @Test
    void whatIsUnpackedIsWhatWasPacked() {
        List<OcsfFinding> findings =
                List.of(
                        parsed(record -> {}),
                        parsed(PackerTest::ofAnotherAccount),
                        parsed(PackerTest::withAllThatIsRare),
                        parsed(PackerTest::ofAnotherCheck));

        for (int i = 0; i < findings.size(); i++) {
            packer.add(10L * i, findings.get(i));
        }

        List<Unpacked> unpacked = unpacked(packer.take());
        assertThat(unpacked).extracting(Unpacked::finding).isEqualTo(findings);
        assertThat(unpacked).extracting(Unpacked::position).containsExactly(0L, 10L, 20L, 30L);
        assertThat(findings.get(2).rest()).as("or the fixture is poor").isNotNull();
    }

    @Test
    void everyPieceCanBeReadOnItsOwn() {
        OcsfFinding finding = parsed(record -> {});
        packer.add(0, finding);
        byte[] first = packer.take();
        packer.add(1, finding);
        packer.add(2, finding);
        byte[] second = packer.take();

        assertThat(unpacked(second))
                .containsExactly(new Unpacked(1, finding), new Unpacked(2, finding));
        assertThat(unpacked(first, second))
                .extracting(Unpacked::position)
                .containsExactly(0L, 1L, 2L);
    }

    @Test
    void whatFindingsShareIsKeptOnce() {
        packer.add(0, numbered(0));
        int one = packer.take().length;
        IntStream.range(0, 200).forEach(n -> packer.add(n, numbered(n)));

        assertThat(packer.take().length).isLessThan(20 * one);
    }

    @Test
    void isFullBeforeItTakesMuchMemory() {
        int findings = 0;
        while (!packer.isFull()) {
            packer.add(findings, numbered(findings));
            findings++;
        }

        Unpacker unpacker = unpacker(packer.take());
        assertThat(unpacker.next()).isNotNull();
        assertThat(unpacker.bytesRead()).isBetween(1L << 19, 1L << 20);
        assertThat(findings).isGreaterThan(100);
        assertThat(packer.isFull()).isFalse();
        assertThat(packer.isEmpty()).isTrue();
    }

    private static void ofAnotherAccount(ObjectNode record) {
        Records.at(record, "cloud/account").put("uid", "109876543210");
        Records.at(record, "unmapped").put("provider_uid", "109876543210");
    }

    private static void ofAnotherCheck(ObjectNode record) {
        Records.at(record, "metadata").put("event_code", "s3_bucket_public");
    }

    private static void withAllThatIsRare(ObjectNode record) {
        record.put("status_id", 3).put("unheard_of", "ünheard 🚢").put("time", 1_760_000_000_123L);
        record.put("status_code", "MANUAL");
        ObjectNode resource = Records.at(record, "resources/0");
        resource.remove(List.of("cloud_partition", "data", "labels"));
    }

    private static OcsfFinding numbered(int n) {
        return parsed(Records.numbered(ACCOUNT, n));
    }

    private static OcsfFinding parsed(Consumer<ObjectNode> change) {
        ObjectNode record = Records.finding();
        change.accept(record);
        return parsed(record);
    }

    private static OcsfFinding parsed(ObjectNode record) {
        byte[] file = record.toString().getBytes(StandardCharsets.UTF_8);
        Instant now = Instant.parse("2026-11-25T12:00:00Z");
        try (OcsfReader records = new OcsfReader(new ByteArrayInputStream(file), now)) {
            return ((ParsedRecord.Good) Objects.requireNonNull(records.next())).finding();
        }
    }

    private static List<Unpacked> unpacked(byte[]... pieces) {
        Unpacker unpacker = unpacker(pieces);
        List<Unpacked> all = new ArrayList<>();
        for (Unpacked one = unpacker.next(); one != null; one = unpacker.next()) {
            all.add(one);
        }
        return all;
    }

    private static Unpacker unpacker(byte[]... pieces) {
        Iterator<byte[]> each = Arrays.asList(pieces).iterator();
        return new Unpacker(() -> each.hasNext() ? Optional.of(each.next()) : Optional.empty());
    }
}
