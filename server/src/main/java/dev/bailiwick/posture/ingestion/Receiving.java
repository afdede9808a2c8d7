package dev.bailiwick.posture.ingestion;

import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.posture.access.LongRequest;
import dev.bailiwick.posture.access.Visibility;
import dev.bailiwick.posture.ingestion.ocsf.MalformedFileException;
import dev.bailiwick.posture.ingestion.ocsf.OcsfReader;
import dev.bailiwick.posture.ingestion.ocsf.ParsedRecord;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.task.JobRequest;
import dev.bailiwick.posture.task.Jobs;

import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Takes a file in: examines it while it comes and keeps what it finds piece by piece, so that it is
 * safe and known when its last byte has come. Runs on the request's thread, with a few megabytes.
 */
@Component
final class Receiving {

    private final Ingestions ingestions;
    private final Kept kept;
    private final Jobs jobs;
    private final TransactionTemplate transaction;

    Receiving(
            Ingestions ingestions, Kept kept, Jobs jobs, PlatformTransactionManager transactions) {
        this.ingestions = ingestions;
        this.kept = kept;
        this.jobs = jobs;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** How a receipt ended; the ingestion can be read from now on. */
    sealed interface Received {

        UUID id();

        /** It is safe and will be written. */
        record Accepted(UUID id) implements Received {}

        /** There is nothing in it that could be written. */
        record Refused(UUID id, String reason) implements Received {}
    }

    /**
     * Takes {@code file} in.
     *
     * @param request that brings it, by what its sender may do as it comes
     * @param now what no finding's time may lie after
     * @throws ApiException 413, 429 or 507 if there is no room for it, 403 if it has results of
     *     providers that its sender does not see, 503 if they may no longer send any; nothing of it
     *     is left
     * @throws UncheckedIOException if the connection is lost; nothing of it is left
     */
    Received receive(InputStream file, LongRequest request, Instant now) {
        Upload upload = new Upload(request.step(ingestions::begin), request, new Examination());
        boolean ended = false;
        try {
            Received received = examine(upload, file, now);
            ended = true;
            return received;
        } catch (RuntimeException e) {
            throw AuthorityMovedException.isBehind(e) ? moved() : e;
        } finally {
            if (!ended) {
                remove(upload.id());
            }
        }
    }

    /** What is on its way in. */
    private record Upload(UUID id, LongRequest request, Examination found) {}

    private static ApiException moved() {
        return ApiException.unavailable(
                        "What you may do has just changed. Send the file again.",
                        Duration.ofSeconds(1))
                .by(Rule.EPOCH);
    }

    /** Whatever the sender may do by now: what is left of their upload is nobody's. */
    private void remove(UUID id) {
        Scopes.run(
                Visibility.all().within(Scope.Tenant.of(Scopes.requireTenant().tenant())),
                () -> transaction.executeWithoutResult(status -> ingestions.remove(id)));
    }

    private Received examine(Upload upload, InputStream file, Instant now) {
        Examination found = upload.found();
        Receipt receipt =
                new Receipt(file, (seq, bytes) -> keep(upload, new ScanIntakes.Piece(seq, bytes)));
        try (OcsfReader records = new OcsfReader(receipt, now)) {
            for (ParsedRecord one = records.next(); one != null; one = records.next()) {
                found.add(one);
                if (one instanceof ParsedRecord.Good good) {
                    receipt.add(good.position(), good.finding());
                }
            }
        } catch (MalformedFileException e) {
            return refuse(upload, e.reason());
        }
        return found.nothingGood()
                .map(reason -> refuse(upload, reason))
                .orElseGet(() -> accept(upload, receipt));
    }

    private void keep(Upload upload, ScanIntakes.Piece piece) {
        List<ParsedRecord.Bad> bad = upload.found().takeUnsaved();
        step(upload, () -> save(upload.id(), bad, piece));
    }

    private void step(Upload upload, Runnable work) {
        upload.request().run(() -> transaction.executeWithoutResult(status -> work.run()));
    }

    private void save(UUID id, List<ParsedRecord.Bad> bad, ScanIntakes.Piece piece) {
        kept.keep(id, piece);
        if (!ingestions.touch(id, piece.bytes().length)) {
            throw ApiException.of(
                    408, "timeout", "The upload brought nothing for too long and was given up.");
        }
        ingestions.report(id, bad);
    }

    private Received accept(Upload upload, Receipt receipt) {
        UUID id = upload.id();
        List<ScanIntakes.Piece> rest = new ArrayList<>();
        receipt.handOn((seq, bytes) -> rest.add(new ScanIntakes.Piece(seq, bytes)));
        List<ParsedRecord.Bad> bad = upload.found().takeUnsaved();
        step(
                upload,
                () -> {
                    rest.forEach(piece -> save(id, bad, piece));
                    if (!ingestions.accept(id, upload.found())) {
                        throw new IllegalStateException("Ingestion " + id + " is gone");
                    }
                    // about no provider: a file has many, and some are made only as it is written.
                    // And nobody's: whoever sent it was let do so, and what was taken in is the
                    // tenant's. Half written it would hold up all later files of its accounts
                    jobs.enqueue(
                            JobRequest.of(IngestionJob.NAME)
                                    .with(IngestionJob.INGESTION, id)
                                    .withoutPrincipal());
                });
        return new Received.Accepted(id);
    }

    private Received refuse(Upload upload, String reason) {
        UUID id = upload.id();
        List<ParsedRecord.Bad> bad = upload.found().takeUnsaved();
        step(
                upload,
                () -> {
                    ingestions.report(id, bad);
                    ingestions.report(id, reason);
                    kept.remove(id);
                    ingestions.refuse(id, upload.found(), reason);
                });
        return new Received.Refused(id, reason);
    }
}
