package dev.bailiwick.posture.scan.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.posture.digest.Sha256;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * What a resource is called from scan to scan, wherever in its file it has moved to. For one scan,
 * whose results come file by file.
 */
final class Places {

    /** Bytes of a name; the intake takes a few more. */
    private static final int LONGEST = 1_500;

    private static final int HASH = 32;

    private final String account;

    /** By their hashes, where these are shorter: there may be very many with very long names. */
    private final Map<String, Integer> seen = new HashMap<>();

    private String begun = "";

    /**
     * @param account what identifies the provider
     */
    Places(String account) {
        this.account = account;
    }

    /** Of a resource, once: one of the same name in the same file gets another. */
    String of(Resource resource) {
        String file = resource.file();
        String inside =
                switch (resource.format()) {
                    case DOCKERFILE -> "";
                    case TERRAFORM -> resource.type() + behind(".", resource.name());
                    case KUBERNETES ->
                            resource.type()
                                    + behind("/", resource.namespace())
                                    + behind("/", resource.name());
                };
        // a cluster knows no files: what a resource was listed under is no part of its name
        return numbered(file, resource.line() == 0 ? inside : file + behind("#", inside));
    }

    private static String behind(String sign, String name) {
        return name.isEmpty() ? "" : sign + name;
    }

    /** Of a file, or whatever else was to be read as a whole. */
    String of(String file) {
        return numbered(file, file);
    }

    private String numbered(String file, String name) {
        if (!file.equals(begun)) {
            begun = file;
            seen.clear();
        }
        String fitted = fitted(name);
        int number = seen.merge(fitted.length() > HASH ? hash(fitted) : fitted, 1, Integer::sum);
        return number == 1 ? fitted : fitted + "~" + number;
    }

    /** Of what a check says of a place. */
    String finding(String kind, String check, String place) {
        return "bailiwick-" + kind + "-" + check + "-" + hash(account + "\0" + place);
    }

    private static String fitted(String name) {
        String storable = Texts.storable(name);
        byte[] bytes = storable.getBytes(UTF_8);
        return bytes.length <= LONGEST
                ? storable
                : Texts.cut(storable, LONGEST - HASH - 1) + "~" + hash(storable);
    }

    private static String hash(String text) {
        return HexFormat.of().formatHex(Sha256.of(text)).substring(0, HASH);
    }
}
