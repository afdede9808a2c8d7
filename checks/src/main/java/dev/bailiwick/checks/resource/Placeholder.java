package dev.bailiwick.checks.resource;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands where somebody else puts something before it is read, and the words that people write
 * there until somebody does.
 */
public final class Placeholder {

    /** Stands for each in {@link #filled}. */
    public static final String FILLED = "${}";

    /** No name of a value is longer, and none is looked for in what is. */
    private static final int LONGEST = 1_024;

    /** What one begins with: most texts are told from one by their first letter. */
    private static final String BEGINS = "{$<%#_@(";

    /** Letters and digits that are no secret, whatever comes between them. */
    private static final int FEW = 8;

    /** Of shells, GitHub, Helm and others: what stands in brackets that nothing else has. */
    private static final String CLOSED =
            "\\$\\{\\{[^{}]*\\}\\}|\\$\\{[A-Za-z_]\\w*+:?[-=?+]\\$\\{[^{}]*\\}\\}|\\$\\{[^{}]+\\}"
                + "|\\$\\([^()]+\\)|\\{\\{\\{[^{}]*\\}\\}\\}|\\{\\{[^{}]*\\}\\}|#\\{[^{}]+\\}#?";

    /** What may stand in a text that is none, too: the second line in a password. */
    private static final String OTHER =
            "|\\(\\([\\w./-]+\\)\\)|__[A-Z][A-Z0-9]*+(?:_[A-Z0-9]++)*+__|%\\(\\w+\\)s"
                + "|\\$(?:env:)?[A-Z_][A-Z0-9_]*+|\\$(?:[a-z0-9]++_)*+(?:password|passwd|secret|token|key)(?!\\w)"
                + "|<[^<>]+>|%[A-Za-z_.:()]+%|%[A-Z][A-Z0-9_]*%"
                + "|@[A-Z][A-Z0-9_.-]*@|@[a-z]++(?:\\.[A-Za-z-]++)++@";

    private static final Pattern PLACE = Pattern.compile(CLOSED + OTHER);

    private static final Pattern WITHIN = Pattern.compile(CLOSED);

    /** Kubernetes puts in others of its variables. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\([\\w.-]++\\)");

    /** One or several of them: repetitions take stack. None is tried in more than one way. */
    private static final Pattern PLACES =
            Pattern.compile(
                    "(?:(?:" + CLOSED + OTHER + ")(?:[\\s.:/-]|_(?!_)|@(?![A-Za-z]))*+){1,16}+");

    /** What is put there if nobody says anything. */
    private static final Pattern FALLBACK =
            Pattern.compile(
                    "\\$\\{[A-Za-z_]\\w*+:?[-=]([^{}$]+)\\}"
                        + "|\\{\\{[^{}]*?\\bdefault[\\s(]+[\"'`]([^\"'`{}]+)[\"'`][^{}]*\\}\\}");

    /** Stands there until somebody sets what belongs there. */
    private static final Pattern TO_BE_SET =
            Pattern.compile(
                    "(?i)place[-_ ]?holder|change[-_ ]?(?:me|it|this)|replace|to[-_"
                        + " ]?be|todo|tbd|dummy|unset|initial|set[-_ ]?(?:me|manually|later|by)");

    /** Nothing but such words, with what people put around them: any other may be the secret. */
    private static final Pattern NOTHING_ELSE =
            Pattern.compile(
                    "(?i)[\\W_]{0,8}+(?:(?>place|holder|changed?|replaced?|todo|tbd|dummy|unset|initiali[sz]ed"
                        + "|initial|manually|later|before|after|first|please|default|terraform|console|outside"
                        + "|pipeline|deployment|deploy|values?|secret|password|token|string|actual|your|real|with"
                        + "|must|will|from|hand|here|this|that|user|text|set|not|the|for|key|api|own|via|now|yet"
                        + "|to|be|me|it|is|by|in|on|of|an|a)[\\W_]{0,4}+){1,24}+[0-9]{0,4}+[\\W_]{0,8}+");

    private Placeholder() {}

    /** Whether nothing else stands in {@code text}. */
    public static boolean is(String text) {
        return !text.isEmpty()
                && BEGINS.indexOf(text.charAt(0)) >= 0
                && text.length() <= LONGEST
                && PLACES.matcher(text).matches();
    }

    /**
     * Whether there is one in {@code text}, and so little beside it that it is no secret, or what
     * Kubernetes puts in itself.
     */
    public static boolean isNearly(String text) {
        if (text.length() > LONGEST) {
            return false;
        }
        Matcher places = WITHIN.matcher(text);
        return places.find()
                && (VARIABLE.matcher(text).find()
                        || places.replaceAll("").chars().filter(Character::isLetterOrDigit).count()
                                < FEW);
    }

    /** {@code text} with {@link #FILLED} for each that is in it, unless it is very long. */
    public static String filled(String text) {
        return text.length() > LONGEST
                ? text
                : PLACE.matcher(text).replaceAll(Matcher.quoteReplacement(FILLED));
    }

    /** What {@code text}, if it is one, is if nobody fills it; empty if it does not say so. */
    public static String fallback(String text) {
        if (text.length() > LONGEST) {
            return "";
        }
        Matcher matcher = FALLBACK.matcher(text);
        if (!matcher.matches()) {
            return "";
        }
        return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    }

    /** Whether nothing stands in {@code text} but words as {@code changeme}. */
    public static boolean isToBeSet(String text) {
        return text.length() <= LONGEST
                && TO_BE_SET.matcher(text).find()
                && NOTHING_ELSE.matcher(text).matches();
    }
}
