package dev.bailiwick.posture.edge.address;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.List;

/** The peers whose forwarded headers are believed. */
public record TrustedProxies(List<AddressRange> ranges) {

    public TrustedProxies {
        ranges = List.copyOf(ranges);
    }

    public static TrustedProxies parse(List<String> texts) {
        return new TrustedProxies(texts.stream().map(AddressRange::parse).toList());
    }

    /**
     * @param address as a socket or a header names it, perhaps with a zone
     */
    boolean trust(String address) {
        InetAddress literal = literal(address);
        return literal != null && ranges.stream().anyMatch(range -> range.contains(literal));
    }

    /**
     * The address alone: without the port, brackets or zone that may come with it.
     *
     * @return null if {@code text} is no address, such as the {@code unknown} of RFC 7239
     */
    static @Nullable String address(String text) {
        String bare = text.trim();
        if (bare.startsWith("[")) {
            int end = bare.indexOf(']');
            bare = end < 0 ? bare : bare.substring(1, end);
        } else if (bare.indexOf(':') == bare.lastIndexOf(':') && bare.indexOf(':') > 0) {
            bare = bare.substring(0, bare.indexOf(':'));
        }
        InetAddress literal = literal(bare);
        return literal == null ? null : literal.getHostAddress();
    }

    private static @Nullable InetAddress literal(String text) {
        int zone = text.indexOf('%');
        try {
            return AddressRange.literal(zone < 0 ? text : text.substring(0, zone));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
