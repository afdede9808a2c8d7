package dev.bailiwick.spring.web;

import java.util.Locale;
import java.util.Objects;

/** Where a request names its tenant. An application declares one; no other is ever looked at. */
public sealed interface TenantSource {

    /** A header, which must come once. It holds for its request alone. */
    record Header(String name) implements TenantSource {

        public Header {
            notBlank(name);
        }
    }

    /**
     * One label of the host name.
     *
     * @param pattern such as {@code {tenant}.example.org}, in lower case
     */
    record Host(String pattern) implements TenantSource {

        public Host {
            withPlace(pattern);
            pattern = pattern.toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A segment of the path.
     *
     * @param pattern of Spring, such as {@code /t/{tenant}/**}
     */
    record Path(String pattern) implements TenantSource {

        public Path {
            withPlace(pattern);
        }
    }

    /** A claim of the credentials, as {@link Principals} read it. */
    record Claim(String name) implements TenantSource {

        public Claim {
            notBlank(name);
        }
    }

    /** What the principal chose last through {@link TenantSwitch}. */
    record Session() implements TenantSource {}

    /**
     * @param text {@code header:X-Tenant}, {@code host:{tenant}.example.org}, {@code
     *     path:/t/{tenant}/**}, {@code claim:tenant} or {@code session}
     * @throws IllegalArgumentException for everything else
     */
    static TenantSource parse(String text) {
        Objects.requireNonNull(text, "text");
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        String rest = colon < 0 ? "" : text.substring(colon + 1).strip();
        return switch (kind.strip().toLowerCase(Locale.ROOT)) {
            case "header" -> new Header(rest);
            case "host" -> new Host(rest);
            case "path" -> new Path(rest);
            case "claim" -> new Claim(rest);
            case "session" -> new Session();
            default ->
                    throw new IllegalArgumentException(
                            "'%s' is none of header:<name>, host:<pattern>, path:<pattern>, claim:<name> and session"
                                    .formatted(text));
        };
    }

    private static void notBlank(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("The source of the tenant has no name");
        }
    }

    private static void withPlace(String pattern) {
        if (pattern.indexOf("{tenant}") < 0
                || pattern.indexOf("{tenant}") != pattern.lastIndexOf("{tenant}")) {
            throw new IllegalArgumentException(
                    "'%s' has not exactly one place for {tenant}".formatted(pattern));
        }
    }
}
