package dev.bailiwick.posture.edge.address;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The host part of an address.
 *
 * @param host in lower case, without a final dot; an IPv6 address in brackets; the text as it was
 *     when it is no host name
 * @param port 0 where none is named
 */
record HostName(String host, int port) {

    private static final Pattern FORM =
            Pattern.compile(
                    "(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?)\\.?(?::([0-9]{1,5}))?");

    static HostName parse(String text) {
        Matcher form = FORM.matcher(text.trim());
        if (!form.matches()) {
            return new HostName(text, 0);
        }
        String port = form.group(2);
        return new HostName(form.group(1).toLowerCase(Locale.ROOT), port == null ? 0 : port(port));
    }

    /** A port number, 0 for anything else. */
    static int port(String text) {
        if (text.isEmpty()
                || text.length() > 5
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        int port = Integer.parseInt(text);
        return port <= 65535 ? port : 0;
    }
}
