package dev.bailiwick.checks;

import java.util.regex.Pattern;

/**
 * What people call secrets: the one list for variables of every format, keys of structures, and
 * what scripts set. A word that is missing is added here.
 */
final class SecretNames {

    /** Between the words of a name; {@code apiKey} has nothing there. */
    private static final String GAP = "[-_.]?";

    /**
     * What such a name ends in, for patterns that take letters of any size. What certificates to
     * trust are locked up with is for all to know, and some secrets are what a Secret is called.
     * The id of an access key is none, and one of AWS is known by its own letters.
     */
    static final String ENDS =
            ("(?:password(?<!trust~store~password)|passwd|pwd|passphrase|credentials|token"
                            + "|secret(?<!(?:existing|pull|image|tls)~secret)"
                            + "|secret~key~base|(?:api|access|secret|private)~key)")
                    .replace("~", GAP);

    /** Whole names, under which some charts are told what a Secret, or a key in it, is called. */
    static final String REFERRING = "(?:secret(?:~key)?|credentials)".replace("~", GAP);

    private static final Pattern NAME = Pattern.compile("(?i)" + ENDS + "\\z");

    private static final Pattern REFERRING_KEY =
            Pattern.compile("(?i)(?:.*\\.)?" + REFERRING, Pattern.DOTALL);

    /** What Terraform's resources call a password, in the blocks in them too. */
    private static final Pattern ATTRIBUTE =
            Pattern.compile(
                    "(?:^|_)(?:password|auth_token|secret_string|secret_data|plaintext_value|client_secret)\\z");

    /** What a Secret of Kubernetes may be called, with the number of its version. */
    private static final Pattern CALLED =
            Pattern.compile("[a-z]++(?:[-/][a-z]++){0,2}+(?:-v?[0-9]{1,3})?");

    private SecretNames() {}

    /** Whether what is called so is a secret if it is written down. */
    static boolean include(String name) {
        Meter.look(name);
        return NAME.matcher(name).find();
    }

    /** Whether an attribute of Terraform that is called so takes a secret. */
    static boolean includeAttribute(String name) {
        Meter.look(name);
        return ATTRIBUTE.matcher(name).find();
    }

    /** Whether {@code text}, under {@code key} of a structure, may be what a Secret is called. */
    static boolean refer(String key, String text) {
        return REFERRING_KEY.matcher(key).matches() && isCalled(text);
    }

    static boolean isCalled(String text) {
        return CALLED.matcher(text).matches();
    }
}
