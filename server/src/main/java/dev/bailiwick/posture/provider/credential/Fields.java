package dev.bailiwick.posture.provider.credential;

import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.value.Kind;

import java.util.Base64;
import java.util.regex.Pattern;

/** The kinds of fields that credentials consist of. */
final class Fields {

    private static final int LONGEST_LINE = 8_192;
    private static final int LONGEST_CONTENT = 65_536;

    private Fields() {}

    /** One line, blanks around it removed: others hand it on in headers, variables and files. */
    static Kind<String> line() {
        return Kind.text()
                .length(0, LONGEST_LINE)
                .rule(
                        "invalid",
                        "Must be one line without control characters.",
                        text -> text.codePoints().noneMatch(Character::isISOControl));
    }

    static Kind<String> line(String pattern, String detail) {
        Pattern form = Pattern.compile(pattern);
        return line().rule("invalid", detail, text -> form.matcher(text).matches());
    }

    /** Several lines, as they stand. */
    static Kind<String> content() {
        return Kind.verbatim().length(0, LONGEST_CONTENT);
    }

    static Kind<String> base64(String code) {
        return content().rule(code, "Must be base64.", Fields::isBase64);
    }

    static boolean isBase64(String text) {
        try {
            return Base64.getDecoder().decode(text.replaceAll("\\s", "")).length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static Input<String> required(String name) {
        return Input.required(name, line());
    }

    static Input<String> optional(String name) {
        return Input.optional(name, line());
    }
}
