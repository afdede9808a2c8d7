package dev.bailiwick.cli.audit;

import dev.bailiwick.core.Fault;
import dev.bailiwick.declaration.yaml.MalformedFileException;
import dev.bailiwick.declaration.yaml.Mapping;
import dev.bailiwick.declaration.yaml.Problems;
import dev.bailiwick.declaration.yaml.StrictYaml;
import dev.bailiwick.declaration.yaml.Value;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The findings that are accepted for a time, each with a reason and a last day. */
record Baseline(List<Suppression> suppressions) {

    private static final int LONGEST_DAYS = 366;

    static final Baseline NONE = new Baseline(List.of());

    /**
     * @throws IOException if the file cannot be read
     * @throws MalformedFileException with everything that is wrong with it
     */
    static Baseline read(Path file, LocalDate today) throws IOException {
        Mapping root = StrictYaml.read(file).only("suppressions");
        Problems problems = new Problems();
        List<Suppression> read = new ArrayList<>();
        for (Value entry : root.get("suppressions").list()) {
            problems.attempt(entry.place(), () -> suppression(entry.mapping(), today))
                    .ifPresent(read::add);
        }
        problems.throwIfAny();
        return new Baseline(read);
    }

    private static Suppression suppression(Mapping entry, LocalDate today) {
        entry.only("fingerprint", "finding", "reason", "expires");
        Value expires = entry.get("expires");
        LocalDate day = day(expires);
        if (day.isAfter(today.plusDays(LONGEST_DAYS))) {
            throw new MalformedFileException(
                    expires.place(), "is more than a year ahead; nothing is accepted for longer");
        }
        return new Suppression(
                entry.place(),
                entry.get("fingerprint").text(),
                entry.get("finding").text(),
                entry.get("reason").text(),
                day);
    }

    private static LocalDate day(Value value) {
        try {
            return LocalDate.parse(value.text());
        } catch (DateTimeParseException wrong) {
            throw value.wrong("a day such as 2027-01-31");
        }
    }

    /** The findings with those marked that are accepted, and what is wrong with the acceptances. */
    List<Finding> applied(List<Finding> findings, LocalDate today) {
        List<Finding> result = new ArrayList<>();
        for (Finding finding : findings) {
            Optional<Suppression> valid =
                    suppressions.stream()
                            .filter(suppression -> suppression.matches(finding))
                            .filter(suppression -> !suppression.expires().isBefore(today))
                            .findFirst();
            result.add(valid.map(finding::suppressedBy).orElse(finding));
        }
        for (Suppression suppression : suppressions) {
            if (findings.stream().noneMatch(suppression::matches)) {
                result.add(
                        about(suppression, Rule.UNUSED, "matches nothing any longer: remove it"));
            } else if (suppression.expires().isBefore(today)) {
                result.add(
                        about(
                                suppression,
                                Rule.EXPIRED,
                                "expired on %s: %s"
                                        .formatted(suppression.expires(), suppression.reason())));
            }
        }
        return result;
    }

    private static Finding about(Suppression suppression, String id, String message) {
        Rule rule = Rule.of(id).orElseThrow();
        return Finding.of(
                new Fault(id, rule.severity(), "suppression of " + suppression.finding(), message),
                Optional.of(suppression.place()));
    }
}
