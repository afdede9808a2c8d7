package dev.bailiwick.posture.provider.document;

import dev.bailiwick.posture.jsonapi.value.InvalidValueException;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Kubeconfigs that carry everything themselves: the server is asked over HTTPS with what stands in
 * them. No program is run for them, no file of ours is read, and no other host is asked.
 */
public final class Kubeconfig {

    private static final String PROGRAM =
            "would run a program or ask another host here: give a token or a certificate instead";
    private static final String FILE =
            "names a file of this machine: give its content instead, in the field that ends in"
                    + " -data";

    private static final Shape CLUSTER =
            Shape.map()
                    .required(
                            "server",
                            Shape.text(
                                    Addresses::isHttps,
                                    "must be an address that begins with https://"))
                    .texts("certificate-authority-data", "tls-server-name")
                    .with("disable-compression", Shape.flag())
                    .with(
                            "insecure-skip-tls-verify",
                            Shape.never(
                                    "would give the credentials to whoever answers: give"
                                            + " certificate-authority-data instead"))
                    .with("extensions", Shape.dropped())
                    .refusing(FILE, "certificate-authority")
                    .refusing("would send everything through another host", "proxy-url");

    private static final Shape USER =
            Shape.map()
                    .with(
                            "token",
                            Shape.text(
                                    Kubeconfig::isToken,
                                    "must be one line of ASCII characters without blanks"))
                    .texts(
                            "username",
                            "password",
                            "client-certificate-data",
                            "client-key-data",
                            "as",
                            "as-uid")
                    .with("as-groups", Shape.list(Shape.text()))
                    .with("extensions", Shape.dropped())
                    .refusing(PROGRAM, "exec", "auth-provider")
                    .refusing(FILE, "client-certificate", "client-key")
                    .refusing("names a file of this machine: give a token instead", "tokenFile");

    private static final Shape CONTEXT =
            Shape.map()
                    .required("cluster", Shape.text())
                    .required("user", Shape.text())
                    .texts("namespace")
                    .with("extensions", Shape.dropped());

    private static final Shape SHAPE =
            Shape.map()
                    .with("apiVersion", Shape.text("v1"::equals, "must be v1"))
                    .with("kind", Shape.text("Config"::equals, "must be Config"))
                    .required("clusters", named("cluster", CLUSTER))
                    .required("users", named("user", USER))
                    .required("contexts", named("context", CONTEXT))
                    .texts("current-context")
                    .with("preferences", Shape.dropped())
                    .with("extensions", Shape.dropped());

    private Kubeconfig() {}

    /** Others would repeat it in the message that says that they cannot send it. */
    private static boolean isToken(String text) {
        return text.strip().chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    /**
     * The same configuration as JSON, with what was examined and nothing else.
     *
     * @throws InvalidValueException if anything stands in it that is not taken
     */
    public static String read(String yaml) {
        return Documents.written(SHAPE.read(Documents.yaml(yaml), ""));
    }

    /**
     * What is missing in what {@link #read} has given for who uses the context of this name, or the
     * current one where there is none of it; empty if nothing is, or no such context is there.
     */
    public static Optional<String> missing(String read, String name) {
        if (!(Documents.json(read) instanceof Map<?, ?> config)) {
            return Optional.empty();
        }
        return member(config, "contexts", name)
                .or(() -> member(config, "contexts", config.get("current-context")))
                .flatMap(
                        named ->
                                named.get("context") instanceof Map<?, ?> context
                                        ? missing(config, context)
                                        : Optional.empty());
    }

    private static Optional<String> missing(Map<?, ?> config, Map<?, ?> context) {
        return Stream.of("cluster", "user")
                .filter(part -> member(config, part + "s", context.get(part)).isEmpty())
                .findFirst()
                .map("The context names a %s that is not in the kubeconfig."::formatted);
    }

    private static Optional<Map<?, ?>> member(
            Map<?, ?> config, String list, @Nullable Object name) {
        if (config.get(list) instanceof List<?> members) {
            for (Object each : members) {
                if (each instanceof Map<?, ?> member && Objects.equals(member.get("name"), name)) {
                    return Optional.of(member);
                }
            }
        }
        return Optional.empty();
    }

    private static Shape named(String member, Shape shape) {
        return Shape.list(
                Shape.map().required("name", Shape.text()).required(member, shape), "name");
    }
}
