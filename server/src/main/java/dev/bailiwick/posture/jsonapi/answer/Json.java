package dev.bailiwick.posture.jsonapi.answer;

import org.jooq.JSON;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** How single values are written in documents. */
final class Json {

    /** Always with six decimals, so that times in order are texts in order. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter(Locale.ROOT);

    private Json() {}

    /** Writes one value as the API shows it: times in UTC, JSON of the database as it stands. */
    static void write(JsonGenerator json, @Nullable Object value) {
        switch (value) {
            case null -> json.writeNull();
            case String text -> json.writeString(text);
            case Boolean truth -> json.writeBoolean(truth);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Short number -> json.writeNumber(number.intValue());
            case Double number -> json.writeNumber(number);
            case UUID id -> json.writeString(id.toString());
            case OffsetDateTime time -> json.writeString(TIME.format(time.toInstant()));
            case Instant time -> json.writeString(TIME.format(time));
            case JSONB raw -> json.writeRawValue(raw.data());
            case JSON raw -> json.writeRawValue(raw.data());
            case Object[] items -> {
                json.writeStartArray();
                for (Object item : items) {
                    write(json, item);
                }
                json.writeEndArray();
            }
            case Iterable<?> items -> {
                json.writeStartArray();
                items.forEach(item -> write(json, item));
                json.writeEndArray();
            }
            case Map<?, ?> members -> {
                json.writeStartObject();
                members.forEach(
                        (name, member) -> {
                            json.writeName(String.valueOf(name));
                            write(json, member);
                        });
                json.writeEndObject();
            }
            default -> json.writeString(value.toString());
        }
    }
}
