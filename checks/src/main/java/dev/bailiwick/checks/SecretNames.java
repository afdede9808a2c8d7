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
     * The id of an access key is none, and one of AWS is known by its own letters. Many words end
     * in pass, and servers pass requests on.
     */
    static final String ENDS =
            ("(?:password(?<!trust~store~password)|passwd|pwd|passphrase|credentials|token"
                 + "|(?:(?<=[-_.])pass|(?-i:(?<=[a-z0-9])Pass))(?<!(?:proxy|cgi|wsgi|grpc)~pass)"
                 + "|secret(?:~key)?(?<!(?:existing|pull|image|tls)~secret(?:~key)?)"
                 + "|secret~key~base|(?:api|access|private|encryption|signing|jwt|account)~key)")
                    .replace("~", GAP);

    private static final Pattern NAME = Pattern.compile("(?i)" + ENDS + "\\z");

    /** Under these, charts are told what a Secret, or a key in it, is called. */
    private static final Pattern REFERRING =
            Pattern.compile(
                    "(?i)(?:(?:.*\\.)?secret|.*(?:secret~key|credentials))".replace("~", GAP),
                    Pattern.DOTALL);

    /** Under these too, or they are secrets themselves. */
    private static final Pattern PERHAPS_REFERRING =
            Pattern.compile("(?i).*secret", Pattern.DOTALL);

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

    /**
     * Whether {@code text}, under {@code key} of a structure, may be what a Secret is called: a
     * word alone may as well be somebody's secret.
     */
    static boolean refer(String key, String text) {
        return isCalled(text)
                && (REFERRING.matcher(key).matches()
                        || (PERHAPS_REFERRING.matcher(key).matches()
                                && (text.indexOf('-') > 0 || text.indexOf('/') > 0)));
    }

    static boolean isCalled(String text) {
        return CALLED.matcher(text).matches();
    }
}
