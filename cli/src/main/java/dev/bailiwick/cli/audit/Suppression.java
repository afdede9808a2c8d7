package dev.bailiwick.cli.audit;

import dev.bailiwick.declaration.yaml.Place;

import java.time.LocalDate;

/**
 * One finding that somebody accepts for a time.
 *
 * @param finding id and object, so that a reader of the file knows what it is about
 * @param expires the last day on which it counts
 */
record Suppression(
        Place place, String fingerprint, String finding, String reason, LocalDate expires) {

    boolean matches(Finding found) {
        return fingerprint.equals(found.fingerprint())
                && finding.equals(found.fault().id() + " " + found.fault().object());
    }
}
