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
    AWS("[0-9]{12}", "twelve digits", "123456789012"),
    AZURE(
            "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
            "the id of a subscription, a UUID of version 4 in small letters",
            "7d0c9f3e-41d2-4c8b-9a55-0c1f0a8e2b61"),
    GCP(
            "([a-z][a-z0-9.-]*:)?[a-z][a-z0-9-]{5,29}",
            "the id of a project, 6 to 30 small letters, digits and hyphens, a letter first",
            "quay-prod-42"),
    KUBERNETES(
            "[a-zA-Z0-9][a-zA-Z0-9._@:/-]{1,250}",
            "the name of a cluster or context, of letters, digits and any of . _ @ : / -, a letter"
                    + " or digit first",
            "quay-cluster"),
    M365(
            "([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]{2,}",
            "a domain of the tenant",
            "quay.onmicrosoft.com"),
    GITHUB(
            "[a-zA-Z0-9][a-zA-Z0-9-]{0,38}",
            "the name of a user or an organization, 3 to 39 letters, digits and hyphens, no hyphen"
                    + " first",
            "quay-ltd"),
    MONGODBATLAS(
            "[0-9a-fA-F]{24}",
            "the id of an organization, 24 hexadecimal digits",
            "5f43a1b2c3d4e5f60718293a"),
    IAC(
            "(https?://|git@|ssh://)[^\\s\\p{Z}\\p{C}/][^\\s\\p{Z}\\p{C}]*\\.git|https?://[^\\s\\p{Z}\\p{C}/][^\\s\\p{Z}\\p{C}]*",
            "the address of a repository without a password or user: https:// in small letters, or,"
                    + " for other scanners than the built-in engine, http://, or git@ or ssh://"
                    + " with .git at its end",
            "https://git.example/quay/infrastructure.git"),
    ORACLECLOUD(
            "ocid1\\.[a-z0-9_-]+\\.[a-z0-9_-]+\\.[a-z0-9_-]*\\.[a-z0-9]+",
            "the OCID of a tenancy, in small letters",
            "ocid1.tenancy.oc1..aaaaaaaaquay"),
    ALIBABACLOUD("[0-9]{16}", "sixteen digits", "1234567890123456"),
    CLOUDFLARE(
            "[a-f0-9]{32}",
            "the id of an account, 32 hexadecimal digits in small letters",
            "0f1e2d3c4b5a69788796a5b4c3d2e1f0"),
    OPENSTACK(
            "[a-zA-Z0-9][a-zA-Z0-9._-]{0,254}",
            "the id of a project, of letters, digits and any of . _ -, a letter or digit first",
            "b3f1c2d4e5a60718293a4b5c6d7e8f90"),
    IMAGE(
            "[a-zA-Z0-9][a-zA-Z0-9._/:@-]{2,249}",
            "a registry or an image, of letters, digits and any of . _ / : @ -, a letter or digit"
                    + " first",
            "registry.example/quay/crane"),
    GOOGLEWORKSPACE("C[0-9a-zA-Z]+", "the id of a customer, C and letters and digits", "C01ab2cd3"),
    VERCEL(
            "team_[a-zA-Z0-9]{16,32}",
            "the id of a team, team_ and 16 to 32 letters and digits",
            "team_a1B2c3D4e5F6g7H8"),
    OKTA(
            "[a-z0-9][a-z0-9-]*\\.(okta\\.com|oktapreview\\.com|okta-emea\\.com|okta-gov\\.com|okta\\.mil|okta-miltest\\.com|trex-govcloud\\.com)",
            "the domain of an organization at okta.com or another of Okta's",
            "quay.okta.com");

    /** Characters of a uid, whatever the kind. */
    public static final int SHORTEST_UID = 3;

    public static final int LONGEST_UID = 250;

    /**
     * A password, and over HTTP a user too, which may be a token: a client may have typed it, and
     * what stands for it is stored and shown to many. Tried once for each run of letters, not at
     * each of them: texts of records are as long as strangers like.
     */
    private static final Pattern SECRET =
            Pattern.compile(
                    "(https?://)[^/?#]*@|(?<![a-z+])([a-z+]++://[^/?#:]*+:)[^/?#]*@",
                    Pattern.CASE_INSENSITIVE);

    private static final int MOST_SHOWN = 100;

    private static final Map<String, ProviderKind> BY_WORD =
            Arrays.stream(values())
                    .collect(Collectors.toUnmodifiableMap(ProviderKind::word, Function.identity()));

    private final String word = name().toLowerCase(Locale.ROOT);
    private final Pattern uid;
    private final String form;
    private final String example;

    ProviderKind(String uid, String form, String example) {
        this.uid = Pattern.compile(uid);
        this.form = form;
        this.example = example;
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

    /** What its uids look like, as the end of a sentence. */
    public String form() {
        return form;
    }

    /** A uid of this kind. */
    public String example() {
        return example;
    }

    /**
     * {@code text} as it is stored, if it is a uid of this kind. Blanks and line breaks around it
     * make it none; domains of Okta alone are trimmed and lower-cased first.
     */
    public Optional<String> uid(String text) {
        String candidate = this == OKTA ? text.strip().toLowerCase(Locale.ROOT) : text;
        boolean fits = candidate.length() >= SHORTEST_UID && candidate.length() <= LONGEST_UID;
        return fits && uid.matcher(candidate).matches() && !holdsSecret(candidate)
                ? Optional.of(candidate)
                : Optional.empty();
    }

    private boolean holdsSecret(String text) {
        return this == IAC && SECRET.matcher(text).lookingAt();
    }

    /** Why {@code text} is no uid of this kind, without the secret that it may hold. */
    public String refusal(String text) {
        return "'%s' is no uid of a provider of the kind '%s': that is %s, as in %s."
                .formatted(shown(text), word, form, example);
    }

    private static String shown(String text) {
        // masked as a whole: of half of a secret nobody would see that it is one
        String masked = SECRET.matcher(text).replaceAll("$1$2…@");
        boolean whole = masked.codePointCount(0, masked.length()) <= MOST_SHOWN;
        String said =
                whole ? masked : masked.substring(0, masked.offsetByCodePoints(0, MOST_SHOWN));
        return said.replaceAll("\\p{C}", "?") + (whole ? "" : "…");
    }
}
