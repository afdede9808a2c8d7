package dev.bailiwick.posture.ingestion.ocsf;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * The records of one file: a JSON array, or JSON objects one after the other (NDJSON). In UTF-8; a
 * byte order mark is passed over.
 *
 * <p>Needs no more memory than one record takes, and a record that is too large is read past.
 */
public final class OcsfReader implements AutoCloseable {

    static final int LARGEST_RECORD = 4 << 20;
    static final int DEEPEST_RECORD = 100;

    /** Of each the uid is remembered, in some sixteen bytes. */
    static final int MOST_RECORDS = 2_000_000;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEEPEST_RECORD + 1)
                                    .maxStringLength(LARGEST_RECORD)
                                    .maxNumberLength(1_000)
                                    .maxNameLength(10_000)
                                    .build())
                    .build();

    private final JsonParser parser;
    private final RecordReader records;
    private final Uids uids = new Uids();
    private boolean array;
    private long position;

    /**
     * @param in closed together with this reader
     * @param now what no record's time may lie after
     */
    public OcsfReader(InputStream in, Instant now) {
        Utf8InputStream bytes = new Utf8InputStream(in);
        this.parser = parserOf(bytes);
        this.records = new RecordReader(parser, bytes, now);
    }

    private static JsonParser parserOf(InputStream in) {
        try {
            return JSON.createParser(ObjectReadContext.empty(), in);
        } catch (JacksonIOException e) {
            throw new UncheckedIOException(e.getCause());
        }
    }

    /**
     * The next record; null after the last one, when the file has been read to its end.
     *
     * @throws MalformedFileException if there is something else than a record or the end
     * @throws UncheckedIOException if the source breaks off
     */
    public @Nullable ParsedRecord next() {
        return guarded(this::advance);
    }

    @Override
    public void close() {
        guarded(
                () -> {
                    parser.close();
                    return null;
                });
    }

    private @Nullable ParsedRecord advance() {
        JsonToken token = parser.nextToken();
        if (position == 0 && !array) {
            if (token == JsonToken.START_ARRAY) {
                array = true;
                token = parser.nextToken();
            } else if (token == null) {
                throw new MalformedFileException("The file is empty");
            } else if (token != JsonToken.START_OBJECT) {
                throw new MalformedFileException(
                        "The file is neither a JSON array of findings nor NDJSON");
            }
        }
        if (token == null || (array && token == JsonToken.END_ARRAY)) {
            expectEnd();
            return null;
        }
        if (position == MOST_RECORDS) {
            throw new MalformedFileException(
                    "The file has more than %d records".formatted(MOST_RECORDS));
        }
        long at = position++;
        if (token != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return new ParsedRecord.Bad(at, "", "The record is not an object");
        }
        return firstOfItsUid(records.read(at));
    }

    private ParsedRecord firstOfItsUid(ParsedRecord record) {
        if (record instanceof ParsedRecord.Good good && !uids.add(good.finding())) {
            return new ParsedRecord.Bad(
                    good.position(),
                    "/finding_info/uid",
                    "An earlier record of the file has the same uid");
        }
        return record;
    }

    private void expectEnd() {
        if (array && parser.nextToken() != null) {
            throw new MalformedFileException(
                    "Something follows the array's end, at byte %d"
                            .formatted(parser.currentTokenLocation().getByteOffset()));
        }
    }

    private <T extends @Nullable Object> T guarded(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (JacksonIOException e) {
            throw new UncheckedIOException(e.getCause());
        } catch (StreamConstraintsException e) {
            throw new MalformedFileException(
                    "Record %d nests too deep or has too long a text, number or name%s"
                            .formatted(current(), place(e)),
                    e);
        } catch (UnexpectedEndOfInputException e) {
            throw new MalformedFileException(
                    "The file ends in the middle%s".formatted(place(e)), e);
        } catch (JacksonException e) {
            throw new MalformedFileException(
                    "The file is not JSON in record %d%s: %s"
                            .formatted(current(), place(e), firstWords(e.getOriginalMessage())),
                    e);
        }
    }

    private long current() {
        return Math.max(position - 1, 0);
    }

    private static String place(JacksonException e) {
        TokenStreamLocation location = e.getLocation();
        return location == null
                ? ""
                : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
    }

    private static String firstWords(@Nullable String message) {
        String line = message == null ? "" : message.lines().findFirst().orElse("");
        return line.length() <= 160 ? line : line.substring(0, 160) + "…";
    }
}
