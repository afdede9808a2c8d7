package dev.bailiwick.posture.scan.builtin;

import dev.bailiwick.checks.Check;
import dev.bailiwick.checks.CheckResult;
import dev.bailiwick.checks.Examination.Findings;
import dev.bailiwick.checks.Group;
import dev.bailiwick.checks.Severity;
import dev.bailiwick.checks.resource.Format;
import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Unread;
import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.scan.engine.ScanFailedException;

import org.jspecify.annotations.Nullable;

import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * Writes what checks say as OCSF Detection Findings, one to a line. What could not be read is told
 * by a check of its own, so that nobody takes it for being in order.
 */
final class DetectionFindings implements Findings, AutoCloseable {

    /** More than this is not looked at by anybody; the intake takes twice as many. */
    private static final int MOST = 1_000_000;

    private static final int LONGEST_TEXT = 4_000;

    /** Format and the like are of no use to whoever reads this one. */
    private static final Check READABLE =
            new Check(
                    "bailiwick_source_readable",
                    "All that checks look at can be read",
                    "What cannot be read has not been examined: it may be in order or not.",
                    "cannot be read",
                    Severity.MEDIUM,
                    "source",
                    Group.NONE,
                    Format.KUBERNETES,
                    Set.of(),
                    List.of(),
                    "Correct what the result names, or keep it away from where the scan looks.",
                    "",
                    Map.of());

    private final OcsfLines lines;
    private final Places places;
    private final IntConsumer sources;
    private @Nullable Resource resource;
    private String place = "";
    private String source = "";
    private int begun;
    private int written;

    /**
     * @param sources told how many files, or lists of a cluster, have been begun, when one is
     */
    DetectionFindings(ProviderAccount account, Instant now, OutputStream out, IntConsumer sources) {
        this.lines = new OcsfLines(account, now, out);
        this.places = new Places(account.uid());
        this.sources = sources;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // it is the same one until there is another
    public void result(CheckResult result) {
        // all that is said of a resource is said before the next one
        if (result.resource() != resource) {
            resource = result.resource();
            place = places.of(resource);
        }
        begin(result.resource().file());
        write(
                new Finding(
                        result.check(),
                        result.verdict(),
                        said(result),
                        place,
                        name(result.resource()),
                        result.resource().type(),
                        result.resource().namespace(),
                        result.resource().file(),
                        result.line()));
    }

    /**
     * @throws ScanFailedException if it is all the rest: what would look like a whole scan would
     *     take back what the one before has found
     */
    @Override
    public void unread(Unread unread) {
        if (unread.isRest()) {
            throw ScanFailedException.because(
                    "Not all could be examined; %s.".formatted(unread.reason()));
        }
        begin(unread.file());
        String where = unread.line() > 0 ? ", line " + unread.line() : "";
        write(
                Finding.unread(
                        READABLE,
                        "Not examined: %s%s: %s.".formatted(unread.file(), where, unread.reason()),
                        places.of(unread.file()),
                        unread));
    }

    private static String name(Resource resource) {
        return resource.name().isEmpty() ? resource.file() : resource.name();
    }

    /** With the place, where there is one: it is what one goes to first. */
    private static String said(CheckResult result) {
        String text = Texts.fitted(result.text(), LONGEST_TEXT);
        return result.line() == 0
                ? text
                : "%s (%s, line %d)".formatted(text, result.resource().file(), result.line());
    }

    private void begin(String file) {
        if (!file.equals(source)) {
            source = file;
            sources.accept(++begun);
        }
    }

    private void write(Finding finding) {
        if (++written > MOST) {
            throw ScanFailedException.because(
                    "There are more than %d results: choose checks, services or severities."
                            .formatted(MOST));
        }
        lines.write(finding, places);
    }

    @Override
    public void close() {
        lines.close();
    }
}
