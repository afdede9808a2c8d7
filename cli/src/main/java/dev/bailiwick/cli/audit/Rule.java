package dev.bailiwick.cli.audit;

import dev.bailiwick.core.Fault.Severity;
import dev.bailiwick.postgres.Check;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * What a report knows about all findings of one id.
 *
 * @param why it matters, in one sentence
 * @param remedy what to do about it
 */
record Rule(String id, Severity severity, String why, String remedy) {

    static final String EXPIRED = "suppression-expired";
    static final String UNUSED = "suppression-unused";

    /** Every rule, sorted by id. */
    static List<Rule> all() {
        Properties remedies = remedies();
        return Stream.concat(
                        Arrays.stream(Check.values())
                                .map(
                                        check ->
                                                of(
                                                        check.id(),
                                                        check.severity(),
                                                        check.why(),
                                                        remedies)),
                        Stream.of(
                                of(
                                        EXPIRED,
                                        Severity.ERROR,
                                        "What was accepted for a time is accepted no longer.",
                                        remedies),
                                of(
                                        UNUSED,
                                        Severity.WARNING,
                                        "It would hide the same finding if it came back.",
                                        remedies)))
                .sorted((one, other) -> one.id().compareTo(other.id()))
                .toList();
    }

    static Optional<Rule> of(String id) {
        return all().stream().filter(rule -> rule.id().equals(id)).findFirst();
    }

    private static Rule of(String id, Severity severity, String why, Properties remedies) {
        return new Rule(id, severity, why, remedies.getProperty(id, "Plan and apply."));
    }

    /** By id; the file has one for each, which a test compares. */
    static Properties remedies() {
        Properties remedies = new Properties();
        try (Reader text =
                new InputStreamReader(
                        Objects.requireNonNull(
                                Rule.class.getResourceAsStream("remedies.properties")),
                        StandardCharsets.UTF_8)) {
            remedies.load(text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return remedies;
    }
}
