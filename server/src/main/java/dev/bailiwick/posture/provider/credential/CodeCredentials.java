package dev.bailiwick.posture.provider.credential;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** For where code and images lie. */
public sealed interface CodeCredentials extends Credentials {

    /** A personal access token of GitHub. */
    record GitHubToken(Hidden token) implements CodeCredentials {}

    /** What an OAuth application of GitHub was given. */
    record GitHubOauth(Hidden token) implements CodeCredentials {}

    /**
     * An application of GitHub.
     *
     * @param key PEM
     */
    record GitHubApp(int id, Hidden key) implements CodeCredentials {}

    /**
     * A Git repository.
     *
     * @param url as uids of the kind {@code iac} are; where it leads has not been looked at
     * @param token null for one that everybody reads
     */
    record Repository(String url, @Nullable Hidden token) implements CodeCredentials {

        private static final Pattern HOST =
                Pattern.compile(
                        "(?:(?:https?|ssh)://)?+(?:[^@/?#]*@)?(\\[[^\\]/]*\\](?::[0-9]+)?|[^/:?#\\[@]+(?::[0-9]+)?)(?:[/:?#].*)?");

        /** Whether the repository of this uid is at the same host; not where none is told. */
        public boolean isAtHostOf(String uid) {
            String host = host(url);
            return !host.isEmpty() && host.equals(host(uid));
        }

        private static String host(String address) {
            Matcher host = HOST.matcher(address);
            return host.matches()
                    ? host.group(1).toLowerCase(Locale.ROOT).replaceFirst(":443$", "")
                    : "";
        }
    }

    /** A registry of images that everybody reads. */
    record OpenRegistry() implements CodeCredentials {}

    record RegistryLogin(String username, Hidden password) implements CodeCredentials {}

    record RegistryToken(Hidden token) implements CodeCredentials {}
}
