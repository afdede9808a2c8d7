package dev.bailiwick.checks;

import dev.bailiwick.checks.resource.Placeholder;

import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses with the password of whoever uses them. */
final class PasswordInUrl {

    /** User, password and host. Nothing in it is tried in more than one way. */
    private static final Pattern WITH_PASSWORD =
            Pattern.compile("://[^/\\s:@]*+:([^@\\s/${<]++)@(\\[[0-9A-Fa-f:.]*+\\]|[\\w.-]*+)");

    /** Of a port, as of other settings. */
    private static final Pattern NO_PASSWORD =
            Pattern.compile("[0-9]{1,4}|[*.x]+|(?:[A-Z]+_)*+(?:PASS|KEY)");

    /** In capitals, what is to be put there is called so. */
    private static final Pattern CAPITALS = Pattern.compile("[A-Z]++(?:_[A-Z]++)*+");

    private static final Pattern HERE =
            Pattern.compile("(?i)|localhost|127(?:\\.[0-9]{1,3}){3}|0\\.0\\.0\\.0|\\[::1?\\]");

    private PasswordInUrl() {}

    /** Whether there is one in {@code text}. */
    static boolean isIn(String text) {
        return isIn(text, _ -> true);
    }

    /** The same, of another host than the one that uses it: what only is there is not reached. */
    static boolean leadsElsewhere(String text) {
        return isIn(text, found -> !HERE.matcher(found.group(2)).matches());
    }

    private static boolean isIn(String text, Predicate<MatchResult> counts) {
        Meter.look(text);
        Matcher addresses = WITH_PASSWORD.matcher(text);
        while (addresses.find()) {
            String password = addresses.group(1);
            if (!NO_PASSWORD.matcher(password).matches()
                    && !isName(password)
                    && !Placeholder.is(password)
                    && counts.test(addresses)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isName(String text) {
        return CAPITALS.matcher(text).matches() && SecretNames.include(text);
    }
}
