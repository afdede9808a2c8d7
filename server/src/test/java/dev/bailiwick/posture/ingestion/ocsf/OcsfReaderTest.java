package dev.bailiwick.posture.ingestion.ocsf;

import static dev.bailiwick.posture.ingestion.ocsf.Records.at;
import static dev.bailiwick.posture.ingestion.ocsf.Records.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class OcsfReaderTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final String GOOD = finding().toString();
    private static final String OTHER =
            finding(r -> at(r, "finding_info").put("uid", "another")).toString();

    @Test
    void readsAnArrayRecordByRecord() {
        List<ParsedRecord> records = read("\n [" + GOOD + " ,\n" + OTHER + "]\n ");

        assertThat(records).hasSize(2).allMatch(ParsedRecord.Good.class::isInstance);
        assertThat(records).extracting(ParsedRecord::position).containsExactly(0L, 1L);
    }

    @Test
    void readsObjectsOneAfterTheOther() {
        assertThat(read(GOOD + "\n" + OTHER + "\n"))
                .hasSize(2)
                .allMatch(ParsedRecord.Good.class::isInstance);
        assertThat(read("\uFEFF" + GOOD)).hasSize(1).allMatch(ParsedRecord.Good.class::isInstance);
        assertThat(read("[]")).isEmpty();
    }

    @Test
    void goesOnAfterABadRecord() {
        List<ParsedRecord> records = read("[7, \"text\", null, [[1]], {}, " + GOOD + "]");

        assertThat(records).hasSize(6);
        assertThat(records.subList(0, 4))
                .allSatisfy(
                        each ->
                                assertThat(((ParsedRecord.Bad) each).reason())
                                        .contains("not an object"));
        assertThat(records.get(5)).isInstanceOf(ParsedRecord.Good.class);
    }

    @Test
    void refusesASecondRecordOfTheSameUid() {
        List<ParsedRecord> records = read("[" + GOOD + "," + GOOD + "]");

        assertThat(records.get(1))
                .isEqualTo(
                        new ParsedRecord.Bad(
                                1,
                                "/finding_info/uid",
                                "An earlier record of the file has the same uid"));
    }

    @Test
    void tellsTheSameUidInTwoAccountsApart() {
        String elsewhere =
                finding(r -> at(r, "unmapped").put("provider_uid", "999999999999")).toString();

        assertThat(read("[" + GOOD + "," + elsewhere + "]"))
                .allMatch(ParsedRecord.Good.class::isInstance);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  \n",
                "hello",
                "7",
                "\"text\"",
                "null",
                "true",
                "<?xml version='1.0'?><a/>",
                "[",
                "[1",
                "[1,",
                "[1,]",
                "[1]]",
                "[1] 2",
                "[][]",
                "{",
                "{\"a\":",
                "{\"a\":1",
                "{} 7 x",
                "[{\"a\":1,}]",
                "[{'a':1}]",
                "[NaN]",
                "[01]",
                "[/* */]",
                "[\"\n\"]",
                "[\"\u0000\"]",
                "[\"\\x\"]",
                "[\"\\ud8\"]"
            })
    void failsAFileThatIsNotWellFormed(String text) {
        assertThatExceptionOfType(MalformedFileException.class).isThrownBy(() -> read(text));
    }

    @Test
    void namesThePlaceWhereTheFileGoesWrong() {
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> read("[" + OTHER + ",\n}"))
                .withMessageStartingWith("The file is not JSON in record 0 (line 2, column 1): ");
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> read("[" + GOOD + "]\n[" + GOOD + "]"))
                .withMessage(
                        "Something follows the array's end, at byte %d"
                                .formatted(GOOD.length() + 3));
    }

    @Test
    void failsAFileThatIsCutOffAnywhere() {
        String file = "[" + GOOD + "]";
        for (int end = 0; end < file.length(); end += 7) {
            String cut = file.substring(0, end);
            assertThatExceptionOfType(MalformedFileException.class)
                    .as(cut)
                    .isThrownBy(() -> read(cut));
        }
    }

    @Test
    void failsWhatNestsWithoutEnd() {
        String deep = "[".repeat(200_000) + "]".repeat(200_000);
        String inRecord = "[{\"a\":" + "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_001) + "]";

        assertThatExceptionOfType(MalformedFileException.class).isThrownBy(() -> read(deep));
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> read(inRecord))
                .withMessageContaining("nests too deep");
    }

    @Test
    void takesAsMuchNestingAsAResourceNeeds() {
        String deep =
                GOOD.replace(
                        "\"name\":\"quay-3\",\"size\"",
                        "\"x\":" + "[".repeat(90) + "]".repeat(90) + ",\"size\"");

        assertThat(read("[" + deep + "]")).allMatch(ParsedRecord.Good.class::isInstance);
    }

    @Test
    void refusesOtherEncodingsByName() {
        byte[] good = ("[" + GOOD + "]").getBytes(UTF_16);
        byte[] withoutMark = ("[" + GOOD + "]").getBytes(UTF_16LE);

        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> read(good))
                .withMessageContaining("UTF-16");
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> read(withoutMark))
                .withMessageContaining("UTF-16");
    }

    /** Each of them one byte and a comma, so that the file is small and no record is kept. */
    @Test
    void readsNoMoreRecordsThanItCanRememberTheUidsOf() {
        byte[] most = ("[" + "1,".repeat(OcsfReader.MOST_RECORDS)).getBytes(UTF_8);
        byte[] whole = most.clone();
        whole[whole.length - 1] = ']';
        byte[] more = Arrays.copyOf(most, most.length + 2);
        more[more.length - 2] = '1';
        more[more.length - 1] = ']';

        assertThat(counted(whole)).isEqualTo(OcsfReader.MOST_RECORDS);
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> counted(more))
                .withMessage("The file has more than 2000000 records");
    }

    private static int counted(byte[] file) {
        int records = 0;
        try (OcsfReader reader = new OcsfReader(new ByteArrayInputStream(file), NOW)) {
            while (reader.next() != null) {
                records++;
            }
        }
        return records;
    }

    @Test
    void readsPastARecordThatIsTooLarge() {
        String large =
                "{\"a\":["
                        + "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\",".repeat(200_000)
                        + "1],\"b\":2,\"class_uid\":2004}";

        List<ParsedRecord> records = read("[" + large + "," + GOOD + "]");

        assertThat(records.get(0))
                .isEqualTo(new ParsedRecord.Bad(0, "", "is larger than 4194304 bytes"));
        assertThat(records.get(1)).isInstanceOf(ParsedRecord.Good.class);
    }

    @Test
    void takesNoMoreOfAnEndlessListThanItsRecordMayHave() {
        String labels =
                GOOD.replace(
                        "\"labels\":[\"env:prod\"",
                        "\"labels\":[" + "\"a:b\",".repeat(1_001) + "\"c\"");
        String unknown =
                GOOD.replace("\"time\":", "\"odd\":[" + "1,".repeat(3_000_000) + "1],\"time\":");

        List<ParsedRecord> records = read("[" + labels + "," + unknown + "," + GOOD + "]");

        assertThat(records.get(0))
                .isEqualTo(
                        new ParsedRecord.Bad(0, "/resources/0/labels", "has more than 1000 texts"));
        assertThat(records.get(1))
                .isEqualTo(new ParsedRecord.Bad(1, "", "is larger than 4194304 bytes"));
        assertThat(records.get(2)).isInstanceOf(ParsedRecord.Good.class);
    }

    @Test
    void reportsNamesThatTheDatabaseCannotKeep() {
        for (String name : List.of("\\u0000", "a\\u0000b")) {
            String odd = GOOD.replace("\"time\":", "\"" + name + "\":1,\"time\":");
            String within = GOOD.replace("\"time\":", "\"odd\":{\"" + name + "\":1},\"time\":");
            String place =
                    GOOD.replace("\"product\":{", "\"product\":{\"" + name + "\":\"\\u0000\",");

            assertThat(read("[" + odd + "," + within + "," + place + "]"))
                    .containsExactly(
                            new ParsedRecord.Bad(0, "", JsonValues.UNSTORABLE_TEXT),
                            new ParsedRecord.Bad(1, "/odd", JsonValues.UNSTORABLE_TEXT),
                            new ParsedRecord.Bad(
                                    2, "/metadata/product", JsonValues.UNSTORABLE_TEXT));
        }
    }

    @Test
    void tellsTheBeginningOfALongPlace() {
        String long_ =
                GOOD.replace("\"time\":", "\"" + "x".repeat(9_000) + "\":\"\\u0000\",\"time\":");

        assertThat(read("[" + long_ + "]").getFirst())
                .isInstanceOfSatisfying(
                        ParsedRecord.Bad.class,
                        bad ->
                                assertThat(bad.pointer())
                                        .hasSize(300)
                                        .startsWith("/xxx")
                                        .endsWith("…"));
    }

    @Test
    void passesTroubleOfTheSourceOn() {
        InputStream source = new LostConnection("[{".getBytes(UTF_8));

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> drain(new OcsfReader(source, NOW)))
                .withMessageContaining("connection lost");
    }

    static List<ParsedRecord> read(String text) {
        return read(text.getBytes(UTF_8));
    }

    static List<ParsedRecord> read(byte[] bytes) {
        return drain(new OcsfReader(new ByteArrayInputStream(bytes), NOW));
    }

    private static List<ParsedRecord> drain(OcsfReader reader) {
        List<ParsedRecord> records = new ArrayList<>();
        for (ParsedRecord record = reader.next(); record != null; record = reader.next()) {
            records.add(record);
        }
        reader.close();
        return records;
    }
}
