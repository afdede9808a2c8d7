package dev.bailiwick.checks.outward;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Addresses of the internet, and hosts that are allowed by their names whatever they lead to. */
public final class Destinations {

    private static final int HIGHEST_PORT = 65_535;

    /** What names no host. */
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    private final Set<String> allowed;

    private Destinations(Set<String> allowed) {
        this.allowed = allowed;
    }

    public static Destinations publicOnly() {
        return new Destinations(Set.of());
    }

    /**
     * @param hosts names or addresses as they are written in URLs
     */
    public static Destinations publicAnd(Set<String> hosts) {
        return new Destinations(
                hosts.stream()
                        .map(host -> host.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /**
     * What can be said before anybody is asked: where the name leads is looked at when it is
     * connected to.
     *
     * @throws RefusedException unless it is an https URL of a host, at a port that there is,
     *     without user, query and fragment
     */
    public static URI checked(String url) throws RefusedException {
        URI uri;
        try {
            uri = URI.create(url.strip());
        } catch (IllegalArgumentException e) {
            throw new RefusedException("no URL");
        }
        if (!"https".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
            throw new RefusedException("only https URLs are asked");
        }
        if (uri.getRawUserInfo() != null) {
            throw new RefusedException("a URL that holds credentials; give them apart from it");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new RefusedException("a URL with a query or a fragment");
        }
        checkPort(uri);
        return uri;
    }

    /**
     * @throws RefusedException if it names a port that there is not
     */
    static void checkPort(URI url) throws RefusedException {
        if (url.getPort() > HIGHEST_PORT) {
            throw new RefusedException("there is no port " + url.getPort());
        }
    }

    /**
     * @param host as it stands in the URL
     * @param address that the name leads to just now
     * @throws RefusedException if it is not an address of the internet and not allowed by name
     */
    void check(String host, InetAddress address) throws RefusedException {
        if (!isAllowed(host) && !isPublic(address)) {
            throw new RefusedException(nowhere(host));
        }
    }

    /** For a name that leads nowhere: what there is inside is not told by what is said of it. */
    RefusedException unknown(String host) {
        return new RefusedException(
                isAllowed(host) ? "there is no host of the name " + host : nowhere(host));
    }

    private static String nowhere(String host) {
        return (ADDRESS.matcher(host).matches()
                        ? "the address " + host + " is not public"
                        : host + " is unknown, or its address is not public")
                + "; bailiwick.checks.allowed-hosts can allow it by name";
    }

    private boolean isAllowed(String host) {
        return allowed.contains(host.toLowerCase(Locale.ROOT));
    }

    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address _ -> isPublic4(bytes, 0);
            case Inet6Address _ -> isPublic6(bytes);
            default -> false;
        };
    }

    /**
     * Blocks of the special-purpose registry that the JDK has no word for, and the address at which
     * each machine of Azure finds what is told to it alone.
     */
    private static boolean isPublic4(byte[] bytes, int from) {
        int a = bytes[from] & 0xff;
        int b = bytes[from + 1] & 0xff;
        int c = bytes[from + 2] & 0xff;
        int d = bytes[from + 3] & 0xff;
        return !(a == 0
                || a == 10
                || a == 127
                || a >= 224
                || (a == 100 && b >= 64 && b < 128)
                || (a == 168 && b == 63 && c == 129 && d == 16)
                || (a == 169 && b == 254)
                || (a == 172 && b >= 16 && b < 32)
                || (a == 192 && b == 168)
                || (a == 192 && b == 0 && (c == 0 || c == 2))
                || (a == 192 && b == 88 && c == 99)
                || (a == 198 && (b == 18 || b == 19))
                || (a == 198 && b == 51 && c == 100)
                || (a == 203 && b == 0 && c == 113));
    }

    /** Of 2000::/3 alone, and without what carries another address within it. */
    private static boolean isPublic6(byte[] bytes) {
        int first = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
        int second = (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
        byte[] translated = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
        if (Arrays.equals(Arrays.copyOf(bytes, 12), translated)) {
            return isPublic4(bytes, 12);
        }
        if (first == 0x2002) {
            return isPublic4(bytes, 2);
        }
        boolean special = first == 0x2001 && (second < 0x200 || second == 0xdb8);
        return (first & 0xe000) == 0x2000 && !special && (first != 0x3fff || second >= 0x1000);
    }
}
