package dev.bailiwick.posture.edge.address;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The names under which the server may be addressed. A name that is not among them is refused, so
 * that neither a web page that rebinds its own name to our address nor a forged Host header gets an
 * answer.
 */
final class AllowedHosts {

    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> exact = new HashSet<>(LOOPBACK);
    private final Set<String> suffixes = new HashSet<>();
    private final boolean all;

    /**
     * @param bound the address that is listened on; when it stands for all of the machine's
     *     addresses, all of them count
     * @param more further names; {@code *.example.com} for all names below one, {@code *} for every
     *     name
     */
    AllowedHosts(InetAddress bound, List<String> more) {
        all = more.contains("*");
        addresses(bound).forEach(address -> exact.add(literal(address)));
        for (String name : more) {
            String host = HostName.parse(name.startsWith("*.") ? name.substring(2) : name).host();
            if (name.startsWith("*.")) {
                suffixes.add("." + host);
            } else {
                exact.add(host);
            }
        }
    }

    /**
     * @param host without its port
     */
    boolean allow(String host) {
        String name = HostName.parse(host).host();
        return all || exact.contains(name) || suffixes.stream().anyMatch(name::endsWith);
    }

    private static List<InetAddress> addresses(InetAddress bound) {
        if (!bound.isAnyLocalAddress()) {
            return List.of(bound);
        }
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
        } catch (SocketException e) {
            throw new IllegalStateException("The addresses of this machine cannot be listed", e);
        }
    }

    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String bare = zone < 0 ? text : text.substring(0, zone);
        return bare.contains(":") ? "[" + bare + "]" : bare;
    }
}
