package dev.bailiwick.posture.ingestion;

import dev.bailiwick.posture.ingestion.ocsf.MalformedFileException;
import dev.bailiwick.posture.ingestion.ocsf.OcsfFinding;
import dev.bailiwick.posture.ingestion.ocsf.OcsfReader;
import dev.bailiwick.posture.ingestion.ocsf.ParsedRecord;
import dev.bailiwick.posture.task.attempt.JobRun;

import org.jspecify.annotations.Nullable;

import java.io.InputStream;
import java.time.Instant;
import java.util.UUID;

/**
 * The results of one scan on their way in. What has come is safe, piece by piece, but nobody's
 * until it is {@linkplain #accept accepted} whole. Not for use by several threads, but for {@link
 * #touch}.
 */
public final class ScanIntake {

    private static final String ACCOUNT = "/cloud/account/uid";

    private final ScanIntakes parts;
    private final JobRun run;
    private final ScanIntakes.Whose whose;
    private final UUID id;
    private final Examination found = new Examination();
    private @Nullable Receipt receipt;

    ScanIntake(ScanIntakes parts, JobRun run, ScanIntakes.Whose whose, UUID id) {
        this.parts = parts;
        this.run = run;
        this.whose = whose;
        this.id = id;
    }

    /**
     * Takes in what comes until it ends.
     *
     * @param named whether results name the account as the provider is named here, and those that
     *     name another are refused; else all are the provider's, however they name it
     * @throws UnusableResultsException if there is nothing in it that could be written
     * @throws java.io.UncheckedIOException if {@code results} breaks off
     * @throws dev.bailiwick.posture.jsonapi.error.ApiException if there is no room for it
     */
    public void take(InputStream results, boolean named) {
        Receipt taken = new Receipt(results, this::keep);
        receipt = taken;
        try (OcsfReader records = new OcsfReader(taken, now())) {
            for (ParsedRecord one = records.next(); one != null; one = records.next()) {
                ParsedRecord own = own(one, named);
                found.add(own);
                if (own instanceof ParsedRecord.Good good) {
                    taken.add(good.position(), good.finding());
                }
            }
        } catch (MalformedFileException e) {
            throw new UnusableResultsException(
                    "The scanner's results are unusable. " + e.reason() + ".");
        }
        found.nothingGood()
                .ifPresent(
                        reason -> {
                            throw new UnusableResultsException(reason + ".");
                        });
    }

    private Instant now() {
        return parts.clock().instant();
    }

    /** The record as one of the account that was ordered. */
    private ParsedRecord own(ParsedRecord record, boolean named) {
        if (!(record
                instanceof ParsedRecord.Good(long position, OcsfFinding finding, var source))) {
            return record;
        }
        if (finding.account().equals(whose.account())) {
            return record;
        }
        if (named || finding.account().kind() != whose.account().kind()) {
            return new ParsedRecord.Bad(
                    position, ACCOUNT, "is not the account that the scan was ordered of");
        }
        return new ParsedRecord.Good(position, finding.of(whose.account()), source);
    }

    private void keep(int seq, byte[] piece) {
        run.inTransaction(() -> parts.save(id, whose, found, new ScanIntakes.Piece(seq, piece)));
    }

    /**
     * A sign of life, for when nothing comes for minutes.
     *
     * @return false if what has come was given up meanwhile
     */
    public boolean touch() {
        return parts.touch(id);
    }

    /** All has come: from now on it is written and nothing is asked of the scanner again. */
    public void accept() {
        run.inTransaction(
                () -> {
                    if (receipt != null) {
                        receipt.handOn(
                                (seq, piece) ->
                                        parts.save(
                                                id,
                                                whose,
                                                found,
                                                new ScanIntakes.Piece(seq, piece)));
                    }
                    parts.accept(id, whose, found);
                });
    }
}
