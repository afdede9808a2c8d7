package dev.bailiwick.posture.ingestion.ocsf;

import dev.bailiwick.posture.finding.UidHash;
import dev.bailiwick.posture.provider.ProviderKind;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What has been read of one record, and the first thing that is wrong with it. Empty text stands
 * for what is not there, here and in the parts.
 */
final class Draft {

    private static final int DETECTION_FINDING = 2004;
    private static final int LONGEST_UID = 300;
    private static final long FIRST_MILLISECONDS = 100_000_000_000L;

    private static final Map<Integer, String> CLASSES =
            Map.of(
                    2001, "Security Finding",
                    2002, "Vulnerability Finding",
                    2003, "Compliance Finding",
                    2005, "Incident Finding",
                    2006, "Data Security Finding",
                    2007, "Application Security Posture Finding");

    @Nullable Long classUid;
    @Nullable Long time;
    String uid = "";
    String message = "";
    String statusDetail = "";
    String statusCode = "";
    String severity = "";
    boolean muted;

    String product = "";
    String productVersion = "";
    String ocsfVersion = "";
    String scanId = "";

    final DraftAccount account = new DraftAccount();
    final DraftResource resource = new DraftResource();
    final DraftCheck check = new DraftCheck();
    final Rest rest = new Rest();
    final FirstFault fault = new FirstFault();

    ParsedRecord finish(long position, Instant now) {
        OcsfFinding finding = isDetectionFinding() && !fault.found() ? finding(now) : null;
        return finding == null || fault.found()
                ? fault.at(position)
                : new ParsedRecord.Good(position, finding, source());
    }

    /** Another class explains whatever else is wrong, so it is what gets reported. */
    private boolean isDetectionFinding() {
        if (classUid == null) {
            fault.wrong("/class_uid", "is missing");
            return false;
        }
        if (classUid != DETECTION_FINDING) {
            fault.outweigh(
                    "/class_uid",
                    "is %d%s: only 2004 (Detection Finding) is taken"
                            .formatted(classUid, nameOf(classUid)));
            return false;
        }
        return true;
    }

    private static String nameOf(long classUid) {
        String name = CLASSES.get((int) classUid);
        return name == null ? "" : " (" + name + ")";
    }

    private @Nullable OcsfFinding finding(Instant now) {
        Optional<FindingStatus> status =
                FindingStatus.of(fault.required("/status_code", statusCode));
        Optional<Severity> level = Severity.of(fault.required("/severity", severity));
        fault.require(
                status.isPresent(),
                "/status_code",
                "is '%s', none of PASS, FAIL, MANUAL".formatted(FirstFault.shown(statusCode)));
        fault.require(
                level.isPresent(),
                "/severity",
                "is '%s', none of Critical, High, Medium, Low, Informational"
                        .formatted(FirstFault.shown(severity)));
        requireNames();
        Optional<Account> owner = account.finish(fault, this::accountInUid);
        SeenResource seenResource = resource.finish(fault, account.place(), check.resourceGroup);
        Instant seen = seen(now);
        if (fault.found() || owner.isEmpty() || status.isEmpty() || level.isEmpty()) {
            return null;
        }
        if (!message.isEmpty() && !statusDetail.isEmpty() && !message.equals(statusDetail)) {
            rest.addText("message", message);
        }
        return new OcsfFinding(
                owner.get(),
                uid,
                UidHash.of(uid),
                status.get(),
                level.get(),
                muted,
                statusDetail.isEmpty() ? message : statusDetail,
                seen,
                check.finish(owner.get(), level.get(), resource),
                seenResource,
                rest.json());
    }

    private void requireNames() {
        fault.required("/finding_info/uid", uid);
        fault.require(
                uid.codePointCount(0, uid.length()) <= LONGEST_UID,
                "/finding_info/uid",
                "is '%s', longer than %d characters".formatted(FirstFault.shown(uid), LONGEST_UID));
        fault.fits(
                "/metadata/event_code",
                fault.required("/metadata/event_code", check.id),
                FirstFault.LONGEST_WORD);
        check.requireGroups(fault);
    }

    /** Older files of Kubernetes name the cluster nowhere else than in the finding's uid. */
    private Optional<Account> accountInUid() {
        String start = "prowler-kubernetes-" + check.id + "-";
        if (check.id.isEmpty() || !uid.startsWith(start)) {
            return Optional.empty();
        }
        String tail = uid.substring(start.length());
        // no cluster has a blank in its uid
        int place = tail.indexOf("-namespace: ");
        String end = "-" + resource.namespace + "-" + resource.name;
        if (place < 0 && tail.endsWith(end)) {
            place = tail.length() - end.length();
        }
        return place < 0
                ? Optional.empty()
                : ProviderKind.KUBERNETES
                        .uid(tail.substring(0, place))
                        .map(cluster -> new Account(ProviderKind.KUBERNETES, cluster));
    }

    private Instant seen(Instant now) {
        if (time == null) {
            return now;
        }
        long stamp = time;
        if (stamp < 0) {
            fault.wrong("/time", "is %d, before 1970".formatted(stamp));
            return now;
        }
        Instant seen =
                stamp >= FIRST_MILLISECONDS
                        ? Instant.ofEpochMilli(stamp)
                        : Instant.ofEpochSecond(stamp);
        return seen.isAfter(now) ? now : seen;
    }

    private Source source() {
        return new Source(
                product,
                productVersion,
                ocsfVersion,
                scanId,
                account.name,
                account.labels,
                account.organizationUid,
                account.organizationName);
    }
}
