package dev.bailiwick.posture.ingestion.ocsf;

import dev.bailiwick.posture.finding.UidHash;
import dev.bailiwick.posture.provider.ProviderKind;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What has been read of one record, and the first thing that is wrong with it. Empty text stands
 * for what is not there.
 */
final class Draft {

    private static final int DETECTION_FINDING = 2004;
    private static final int LONGEST_UID = 300;
    private static final long FIRST_MILLISECONDS = 100_000_000_000L;

    /** What an index of the database can hold, several to a row. */
    private static final int LONGEST_WORD = 500;

    private static final int LONGEST_NAME = 2_000;

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
    String message = "";
    String statusDetail = "";
    String statusCode = "";
    String severity = "";
    boolean muted;
    String risk = "";

    String uid = "";
    String title = "";
    String description = "";
    List<String> types = List.of();

    String checkId = "";
    String product = "";
    String productVersion = "";
    String ocsfVersion = "";

    String provider = "";
    String providerUid = "";
    String cloudProvider = "";
    String accountUid = "";
    String accountName = "";
    List<String> accountLabels = List.of();
    String organizationUid = "";
    String organizationName = "";
    String cloudRegion = "";

    String relatedUrl = "";
    List<String> additionalUrls = List.of();
    List<String> categories = List.of();
    List<String> dependsOn = List.of();
    List<String> relatedTo = List.of();
    String notes = "";
    String compliance = "";
    String scanId = "";
    String resourceGroup = "";
    String advice = "";
    List<String> references = List.of();

    boolean resourceSeen;
    String resourceUid = "";
    String resourceName = "";
    String resourceType = "";
    @Nullable String region;
    @Nullable String namespace;
    String partition = "";
    String service = "";
    String details = "";
    String resourceMetadata = "";
    List<String> labels = List.of();

    final Rest rest = new Rest();

    private @Nullable String pointer;
    private String reason = "";

    /** Notes what is wrong, unless something was before. */
    void wrong(String where, String what) {
        if (pointer == null) {
            pointer = where;
            reason = what;
        }
    }

    ParsedRecord finish(long position, Instant now) {
        OcsfFinding finding = isDetectionFinding() && pointer == null ? finding(now) : null;
        return finding != null && pointer == null
                ? new ParsedRecord.Good(position, finding)
                : new ParsedRecord.Bad(position, pointer == null ? "" : pointer, reason);
    }

    /** Another class explains whatever else is wrong, so it is what gets reported. */
    private boolean isDetectionFinding() {
        if (classUid != null && classUid == DETECTION_FINDING) {
            return true;
        }
        if (classUid != null || pointer == null) {
            pointer = "/class_uid";
            reason =
                    classUid == null
                            ? "is missing"
                            : "is %d%s: only 2004 (Detection Finding) is taken"
                                    .formatted(classUid, nameOfClass());
        }
        return false;
    }

    private String nameOfClass() {
        String name = classUid == null ? null : CLASSES.get(classUid.intValue());
        return name == null ? "" : " (" + name + ")";
    }

    private @Nullable OcsfFinding finding(Instant now) {
        Optional<FindingStatus> status = FindingStatus.of(required("/status_code", statusCode));
        Optional<Severity> level = Severity.of(required("/severity", severity));
        require(status.isPresent(), "/status_code", "is none of PASS, FAIL, MANUAL");
        require(
                level.isPresent(),
                "/severity",
                "is none of Critical, High, Medium, Low, Informational");
        required("/finding_info/uid", uid);
        require(
                uid.codePointCount(0, uid.length()) <= LONGEST_UID,
                "/finding_info/uid",
                "is longer than %d characters".formatted(LONGEST_UID));
        fits("/metadata/event_code", required("/metadata/event_code", checkId), LONGEST_WORD);
        Optional<Account> account = account();
        SeenResource resource = resource();
        Instant seen = seen(now);
        if (pointer != null || account.isEmpty() || status.isEmpty() || level.isEmpty()) {
            return null;
        }
        if (!message.isEmpty() && !statusDetail.isEmpty() && !message.equals(statusDetail)) {
            rest.addText("message", message);
        }
        return new OcsfFinding(
                account.get(),
                uid,
                UidHash.of(uid),
                status.get(),
                level.get(),
                muted,
                statusDetail.isEmpty() ? message : statusDetail,
                seen,
                check(account.get(), level.get()),
                resource,
                source(),
                rest.json());
    }

    private Optional<Account> account() {
        boolean direct = !provider.isEmpty();
        String word = (direct ? provider : cloudProvider).toLowerCase(Locale.ROOT);
        if (word.isEmpty() && accountUid.isEmpty() && providerUid.isEmpty()) {
            Optional<Account> told = accountInUid();
            require(
                    told.isPresent(),
                    "/cloud/provider",
                    "is missing, and so is /unmapped/provider");
            return told;
        }
        Optional<ProviderKind> kind = ProviderKind.of(word);
        require(
                kind.isPresent(),
                direct ? "/unmapped/provider" : "/cloud/provider",
                word.isEmpty() ? "is missing" : "is no provider that is known here");
        boolean directUid = !providerUid.isEmpty();
        String where = directUid ? "/unmapped/provider_uid" : "/cloud/account/uid";
        String text = required(where, directUid ? providerUid : accountUid);
        Optional<Account> account =
                kind.flatMap(each -> each.uid(text).map(known -> new Account(each, known)));
        require(
                account.isPresent(),
                where,
                "does not identify an account of provider '%s'"
                        .formatted(kind.map(ProviderKind::word).orElse("")));
        return account;
    }

    /** Older files of Kubernetes name the cluster nowhere else than in the finding's uid. */
    private Optional<Account> accountInUid() {
        String start = "prowler-kubernetes-" + checkId + "-";
        if (checkId.isEmpty() || !uid.startsWith(start)) {
            return Optional.empty();
        }
        String tail = uid.substring(start.length());
        for (String place : List.of("-namespace: " + namespace, "-" + namespace)) {
            String end = place + "-" + resourceName;
            if (tail.endsWith(end)) {
                return ProviderKind.KUBERNETES
                        .uid(tail.substring(0, tail.length() - end.length()))
                        .map(cluster -> new Account(ProviderKind.KUBERNETES, cluster));
            }
        }
        return Optional.empty();
    }

    private SeenResource resource() {
        require(resourceSeen, "/resources", "has no resource");
        String known = resourceUid.isEmpty() ? resourceName : resourceUid;
        fits("/resources/0/uid", required("/resources/0/uid", known), LONGEST_NAME);
        fits("/resources/0/name", resourceName, LONGEST_NAME);
        fits("/resources/0/type", resourceType, LONGEST_WORD);
        fits("/resources/0/group/name", service, LONGEST_WORD);
        String place = place();
        fits("/resources/0/region", place, LONGEST_WORD);
        Map<String, String> tags = new LinkedHashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            Map.Entry<String, String> tag = Tag.parse(labels.get(i));
            fits("/resources/0/labels/" + i, tag.getKey(), LONGEST_WORD);
            fits("/resources/0/labels/" + i, tag.getValue(), LONGEST_NAME);
            tags.put(tag.getKey(), tag.getValue());
        }
        return new SeenResource(
                known,
                resourceName,
                place,
                service,
                resourceType,
                orNull(partition),
                orNull(details),
                orNull(resourceMetadata),
                resourceGroup,
                tags);
    }

    private String place() {
        if (region != null) {
            return region;
        }
        if (namespace != null) {
            return namespace;
        }
        return cloudRegion.isEmpty() && !provider.equals("kubernetes") ? "global" : cloudRegion;
    }

    private Instant seen(Instant now) {
        if (time == null) {
            return now;
        }
        long stamp = time;
        if (stamp < 0) {
            require(false, "/time", "lies before 1970");
            return now;
        }
        Instant seen =
                stamp >= FIRST_MILLISECONDS
                        ? Instant.ofEpochMilli(stamp)
                        : Instant.ofEpochSecond(stamp);
        return seen.isAfter(now) ? now : seen;
    }

    private CheckFacts check(Account account, Severity level) {
        return new CheckFacts(
                account.kind().word(),
                checkId,
                title,
                types,
                service,
                level,
                resourceType,
                resourceGroup,
                description,
                risk,
                relatedUrl,
                additionalUrls,
                advice,
                references,
                categories,
                dependsOn,
                relatedTo,
                notes,
                compliance.isEmpty() ? "{}" : compliance);
    }

    private Source source() {
        return new Source(
                product,
                productVersion,
                ocsfVersion,
                scanId,
                accountName,
                accountLabels,
                organizationUid,
                organizationName);
    }

    private String required(String where, String text) {
        require(!text.isEmpty(), where, "is missing");
        return text;
    }

    private void require(boolean holds, String where, String otherwise) {
        if (!holds) {
            wrong(where, otherwise);
        }
    }

    private void fits(String where, String text, int bytes) {
        // at most three bytes for each char
        if (text.length() > bytes / 3 && utf8Length(text) > bytes) {
            wrong(where, "takes more than %d bytes".formatted(bytes));
        }
    }

    private static int utf8Length(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
