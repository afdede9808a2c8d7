package dev.bailiwick.posture.edge.address;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a trusted proxy says about a request.
 *
 * <p>Every hop appends to these headers, so only the end of a list is the proxy's own word and its
 * beginning is whatever the client sent. The client is the last address that is not a trusted proxy
 * itself; scheme and host are taken from the hop that saw the client.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7239">RFC 7239: Forwarded HTTP Extension</a>
 */
final class ForwardedHeaders {

    /** Never passed on to what is behind the edge, whoever sent them. */
    static final Set<String> NAMES =
            Set.of(
                    "forwarded",
                    "x-forwarded-for",
                    "x-forwarded-proto",
                    "x-forwarded-host",
                    "x-forwarded-port",
                    "x-forwarded-prefix",
                    "x-forwarded-ssl",
                    "x-forwarded-server",
                    "x-real-ip");

    /** Takes nothing back, and so needs no more of the stack for a longer text. */
    private static final Pattern PREFIX = Pattern.compile("(?:/[A-Za-z0-9._~-]++)++");

    private final TrustedProxies proxies;
    private final boolean standard;

    /**
     * @param standard whether the proxies set RFC 7239's header; else they set the {@code
     *     X-Forwarded-} ones. Never both: what a proxy does not set, it passes on as the client
     *     sent it
     */
    ForwardedHeaders(TrustedProxies proxies, boolean standard) {
        this.proxies = proxies;
        this.standard = standard;
    }

    /**
     * @param direct the request as the peer sent it; the peer is trusted
     * @param headers all values of a header, in order
     */
    Origin origin(Origin direct, Function<String, List<String>> headers) {
        return standard ? byStandard(direct, headers) : byCustom(direct, headers);
    }

    private Origin byCustom(Origin direct, Function<String, List<String>> headers) {
        List<String> chain = list(headers.apply("X-Forwarded-For"));
        int hop = hopOfClient(chain);
        String client = addressAt(chain, hop, direct.client());
        String scheme = scheme(at(list(headers.apply("X-Forwarded-Proto")), hop, chain.size()));
        String host = at(list(headers.apply("X-Forwarded-Host")), hop, chain.size());
        String port = at(list(headers.apply("X-Forwarded-Port")), hop, chain.size());
        String prefix = at(list(headers.apply("X-Forwarded-Prefix")), hop, chain.size());
        return assemble(direct, scheme, host, client).withPort(port).withPrefix(prefix).origin();
    }

    private Origin byStandard(Origin direct, Function<String, List<String>> headers) {
        List<Map<String, String>> elements = ForwardedElements.of(headers.apply("Forwarded"));
        List<String> chain =
                elements.stream().map(element -> element.getOrDefault("for", "unknown")).toList();
        int hop = hopOfClient(chain);
        Map<String, String> element = hop < 0 ? Map.of() : elements.get(hop);
        String client = addressAt(chain, hop, direct.client());
        String prefix = at(list(headers.apply("X-Forwarded-Prefix")), hop, chain.size());
        return assemble(direct, scheme(element.get("proto")), element.get("host"), client)
                .withPrefix(prefix)
                .origin();
    }

    /**
     * Walks from our own proxy towards the client, as far as each hop is one that we trust to have
     * told the truth.
     */
    private int hopOfClient(List<String> chain) {
        int hop = chain.size() - 1;
        while (hop > 0) {
            String address = TrustedProxies.address(chain.get(hop));
            if (address == null || !proxies.trust(address)) {
                return hop;
            }
            hop--;
        }
        return hop;
    }

    private static String addressAt(List<String> chain, int hop, String peer) {
        for (int at = Math.max(hop, 0); at < chain.size(); at++) {
            String address = TrustedProxies.address(chain.get(at));
            if (address != null) {
                return address;
            }
        }
        return peer;
    }

    /**
     * The value that belongs to the client's hop; where a list is not as long as the chain, the
     * last one.
     */
    private static @Nullable String at(List<String> values, int hop, int hops) {
        if (values.isEmpty()) {
            return null;
        }
        return values.size() == hops && hop >= 0 ? values.get(hop) : values.getLast();
    }

    private static @Nullable String scheme(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.equals("http") || lower.equals("https") ? lower : null;
    }

    private static List<String> list(List<String> values) {
        return values.stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .map(String::trim)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private static Assembly assemble(
            Origin direct, @Nullable String scheme, @Nullable String authority, String client) {
        String newScheme = scheme == null ? direct.scheme() : scheme;
        if (authority == null) {
            boolean usual = !newScheme.equals(direct.scheme()) && direct.hasUsualPort();
            int port = usual ? usualPort(newScheme) : direct.port();
            return new Assembly(new Origin(newScheme, direct.host(), port, null, client));
        }
        HostName name = HostName.parse(authority);
        int port = name.port() > 0 ? name.port() : usualPort(newScheme);
        return new Assembly(new Origin(newScheme, name.host(), port, null, client));
    }

    private static int usualPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    private record Assembly(Origin origin) {

        Assembly withPort(@Nullable String text) {
            int port = text == null ? 0 : HostName.port(text);
            return port == 0
                    ? this
                    : new Assembly(
                            new Origin(
                                    origin.scheme(),
                                    origin.host(),
                                    port,
                                    origin.prefix(),
                                    origin.client()));
        }

        /** A prefix that is no plain path is not taken over: it would end in links. */
        Assembly withPrefix(@Nullable String text) {
            if (text == null) {
                return this;
            }
            String bare = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
            boolean plain =
                    (bare.isEmpty() || PREFIX.matcher(bare).matches()) && !bare.contains("/..");
            return plain
                    ? new Assembly(
                            new Origin(
                                    origin.scheme(),
                                    origin.host(),
                                    origin.port(),
                                    bare,
                                    origin.client()))
                    : this;
        }
    }

    /** Values of a header as a list; empty where there is none. */
    static List<String> values(java.util.@Nullable Enumeration<String> values) {
        List<String> all = new ArrayList<>();
        while (values != null && values.hasMoreElements()) {
            all.add(values.nextElement());
        }
        return all;
    }
}
