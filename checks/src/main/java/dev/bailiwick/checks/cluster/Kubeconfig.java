package dev.bailiwick.checks.cluster;

import dev.bailiwick.checks.files.YamlText;
import dev.bailiwick.checks.outward.Destinations;
import dev.bailiwick.checks.outward.RefusedException;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.UnreadableException;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Where a cluster is and how one shows who one is, all of it written down in the kubeconfig itself.
 *
 * @param serverName that the cluster's certificate is for; empty for that of {@code server}
 * @param authority certificates that the cluster's own is signed by, as PEM; empty for those that
 *     this machine trusts
 * @param certificate shown to the cluster, as PEM; empty if there is none
 * @param key of {@code certificate}, as PEM
 * @param token shown to the cluster; empty if there is none
 */
public record Kubeconfig(
        URI server,
        String serverName,
        String authority,
        String certificate,
        String key,
        String token) {

    private static final int LARGEST = 256 * 1024;
    private static final int LONGEST_NAME = 250;

    private static final List<String> OF_CLUSTERS = List.of("certificate-authority", "proxy-url");

    private static final List<String> OF_USERS =
            List.of(
                    "exec",
                    "auth-provider",
                    "tokenFile",
                    "client-certificate",
                    "client-key",
                    "username",
                    "password",
                    "as",
                    "as-uid",
                    "as-groups",
                    "as-user-extra");

    /**
     * The cluster of the context that is the current one, or the only one.
     *
     * @throws RefusedException as {@link #parse(String, String)}
     * @throws UnreadableException as {@link #parse(String, String)}
     */
    public static Kubeconfig parse(String text) throws RefusedException, UnreadableException {
        return parse(text, "");
    }

    /**
     * @param chosen the name of a context; the current one, or the only one, if empty
     * @throws RefusedException if it would run a command, read a file, go through a proxy, act for
     *     somebody else, or not check whom it talks to
     * @throws UnreadableException if it is no kubeconfig, or does not say which cluster is meant
     */
    public static Kubeconfig parse(String text, String chosen)
            throws RefusedException, UnreadableException {
        if (text.length() > LARGEST) {
            throw new UnreadableException(0, "larger than " + LARGEST + " characters");
        }
        List<Object> documents = YamlText.read(text);
        if (documents.size() != 1 || !(documents.getFirst() instanceof Fields config)) {
            throw new UnreadableException(0, "no kubeconfig");
        }
        Fields context =
                chosen.isEmpty() ? context(config) : named(config, "contexts", "context", chosen);
        Fields cluster = named(config, "clusters", "cluster", context.text("cluster"));
        Fields user = named(config, "users", "user", context.text("user"));
        refuse(cluster, OF_CLUSTERS);
        refuse(user, OF_USERS);
        Object insecure = cluster.peek("insecure-skip-tls-verify");
        if (insecure != null && !insecure.equals(false)) {
            throw new RefusedException(
                    "insecure-skip-tls-verify: it is always checked who is talked to");
        }
        return new Kubeconfig(
                Destinations.checked(cluster.text("server")),
                cluster.text("tls-server-name"),
                decoded(cluster, "certificate-authority-data"),
                decoded(user, "client-certificate-data"),
                decoded(user, "client-key-data"),
                token(user));
    }

    /** Of which characters a header may consist; the fault repeats nothing of it. */
    private static String token(Fields user) throws UnreadableException {
        String token = user.text("token").strip();
        if (token.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
            throw new UnreadableException(
                    user.line(), "token has blanks, line breaks or characters that are no ASCII");
        }
        return token;
    }

    private static Fields context(Fields config) throws UnreadableException {
        String current = config.text("current-context");
        if (current.isEmpty() && config.elements("contexts").size() == 1) {
            return config.elements("contexts").peek().getFirst() instanceof Fields only
                    ? only.fields("context")
                    : Fields.NONE;
        }
        return named(config, "contexts", "context", current);
    }

    private static Fields named(Fields config, String list, String kind, String name)
            throws UnreadableException {
        for (Object entry : config.elements(list).peek()) {
            if (!name.isEmpty() && entry instanceof Fields one && one.text("name").equals(name)) {
                return one.fields(kind);
            }
        }
        throw new UnreadableException(
                config.line(),
                name.isEmpty()
                        ? "no " + kind + " is chosen"
                        : "none of its " + list + " is called " + shown(name));
    }

    private static String shown(String name) {
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
    }

    private static void refuse(Fields of, List<String> keys) throws RefusedException {
        for (String key : keys) {
            if (of.containsKey(key)) {
                throw new RefusedException(
                        key + ": only what is written in the kubeconfig itself is used");
            }
        }
    }

    private static String decoded(Fields of, String key) throws UnreadableException {
        try {
            return new String(
                    Base64.getMimeDecoder().decode(of.text(key)), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(of.line(), key + " is no base64");
        }
    }

    /** Shows where the cluster is, and no secrets. */
    @Override
    public String toString() {
        return "Kubeconfig[" + server + "]";
    }
}
