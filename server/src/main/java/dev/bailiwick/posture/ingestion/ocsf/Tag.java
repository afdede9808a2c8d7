package dev.bailiwick.posture.ingestion.ocsf;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tags as OCSF writes them: {@code key:value}. */
final class Tag {

    /** The keys that AWS sets itself have one colon or two: {@code aws:createdBy}, say. */
    private static final Pattern AWS_KEY =
            Pattern.compile("(aws:(?:[a-z0-9-]+:)?[A-Za-z0-9/_-]+):(.*)", Pattern.DOTALL);

    private Tag() {}

    /** Key and value; a label without a colon is a key without a value. */
    static Map.Entry<String, String> parse(String label) {
        if (label.startsWith("aws:")) {
            Matcher matcher = AWS_KEY.matcher(label);
            if (matcher.matches()) {
                return Map.entry(matcher.group(1), matcher.group(2));
            }
        }
        int colon = label.indexOf(':');
        return colon < 0
                ? Map.entry(label, "")
                : Map.entry(label.substring(0, colon), label.substring(colon + 1));
    }
}
