package dev.bailiwick.posture.provider;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a provider is, and what identifies an account of that kind. */
public enum ProviderKind {
    AWS("[0-9]{12}"),
    AZURE("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
    GCP("([a-z][a-z0-9.-]*:)?[a-z][a-z0-9-]{5,29}"),
    KUBERNETES("[a-zA-Z0-9][a-zA-Z0-9._@:/-]{1,250}"),
    M365("([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]{2,}"),
    GITHUB("[a-zA-Z0-9][a-zA-Z0-9-]{0,38}"),
    MONGODBATLAS("[0-9a-fA-F]{24}"),
    IAC(
            "(https?://|git@|ssh://)[^\\s\\p{Z}\\p{C}/][^\\s\\p{Z}\\p{C}]*\\.git|https?://[^\\s\\p{Z}\\p{C}/][^\\s\\p{Z}\\p{C}]*"),
    ORACLECLOUD("ocid1\\.[a-z0-9_-]+\\.[a-z0-9_-]+\\.[a-z0-9_-]*\\.[a-z0-9]+"),
    ALIBABACLOUD("[0-9]{16}"),
    CLOUDFLARE("[a-f0-9]{32}"),
    OPENSTACK("[a-zA-Z0-9][a-zA-Z0-9._-]{0,254}"),
    IMAGE("[a-zA-Z0-9][a-zA-Z0-9._/:@-]{2,249}"),
    GOOGLEWORKSPACE("C[0-9a-zA-Z]+"),
    VERCEL("team_[a-zA-Z0-9]{16,32}"),
    OKTA(
            "[a-z0-9][a-z0-9-]*\\.(okta\\.com|oktapreview\\.com|okta-emea\\.com|okta-gov\\.com|okta\\.mil|okta-miltest\\.com|trex-govcloud\\.com)");

    /** Characters of a uid, whatever the kind. */
    public static final int SHORTEST_UID = 3;

    public static final int LONGEST_UID = 250;

    private static final Map<String, ProviderKind> BY_WORD =
            Arrays.stream(values())
                    .collect(Collectors.toUnmodifiableMap(ProviderKind::word, Function.identity()));

    private final String word = name().toLowerCase(Locale.ROOT);
    private final Pattern uid;

    ProviderKind(String uid) {
        this.uid = Pattern.compile(uid);
    }

    /** The kind that the API and the database call {@code word}; their words are lower-case. */
    public static Optional<ProviderKind> of(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }

    /** All words, in the order of the API. */
    public static List<String> words() {
        return Arrays.stream(values()).map(ProviderKind::word).toList();
    }

    public String word() {
        return word;
    }

    /** The code of the error for a uid that is none of this kind: {@code aws-uid}. */
    public String uidCode() {
        return word + "-uid";
    }

    /**
     * {@code text} as it is stored, if it is a uid of this kind. Blanks and line breaks around it
     * make it none; domains of Okta alone are trimmed and lower-cased first.
     */
    public Optional<String> uid(String text) {
        String candidate = this == OKTA ? text.strip().toLowerCase(Locale.ROOT) : text;
        boolean fits = candidate.length() >= SHORTEST_UID && candidate.length() <= LONGEST_UID;
        return fits && uid.matcher(candidate).matches() ? Optional.of(candidate) : Optional.empty();
    }
}
