package dev.bailiwick.posture.ingestion.packed;

import com.fasterxml.jackson.annotation.JsonFormat;

import dev.bailiwick.posture.ingestion.ocsf.Account;
import dev.bailiwick.posture.ingestion.ocsf.CheckFacts;
import dev.bailiwick.posture.ingestion.ocsf.FindingStatus;
import dev.bailiwick.posture.ingestion.ocsf.OcsfFinding;
import dev.bailiwick.posture.ingestion.ocsf.SeenResource;
import dev.bailiwick.posture.ingestion.ocsf.Severity;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A finding in a piece. What many findings share stands in the first of them and is numbered, in
 * each piece from zero.
 *
 * @param newAccount the account, where its number is new
 * @param newCheck what is said of the check, where its number is new
 * @param seen microseconds since 1970, as the tables hold it
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
record Entry(
        long position,
        int account,
        @Nullable Account newAccount,
        int check,
        @Nullable CheckFacts newCheck,
        String uid,
        long uidHash,
        FindingStatus status,
        Severity severity,
        boolean muted,
        String statusExtended,
        long seen,
        SeenResource resource,
        @Nullable String rest) {

    /** Without the names of components, so their order and types are the form of the pieces. */
    static final ObjectMapper CBOR =
            CBORMapper.builder()
                    .addMixIn(Account.class, AsArray.class)
                    .addMixIn(CheckFacts.class, AsArray.class)
                    .addMixIn(SeenResource.class, AsArray.class)
                    .build();

    static Entry of(
            long position,
            int account,
            @Nullable Account newAccount,
            int check,
            @Nullable CheckFacts newCheck,
            OcsfFinding finding) {
        return new Entry(
                position,
                account,
                newAccount,
                check,
                newCheck,
                finding.uid(),
                finding.uidHash(),
                finding.status(),
                finding.severity(),
                finding.muted(),
                finding.statusExtended(),
                ChronoUnit.MICROS.between(Instant.EPOCH, finding.time()),
                finding.resource(),
                finding.rest());
    }

    OcsfFinding finding(Account itsAccount, CheckFacts itsCheck) {
        return new OcsfFinding(
                itsAccount,
                uid,
                uidHash,
                status,
                severity,
                muted,
                statusExtended,
                Instant.EPOCH.plus(seen, ChronoUnit.MICROS),
                itsCheck,
                resource,
                rest);
    }

    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    private interface AsArray {}
}
