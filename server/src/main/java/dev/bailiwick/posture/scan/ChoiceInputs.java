package dev.bailiwick.posture.scan;

import dev.bailiwick.checks.Severity;
import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.request.Body;
import dev.bailiwick.posture.jsonapi.value.Kind;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.scan.engine.Choice;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What of an account is to be scanned, as orders say it: words of closed forms, since a program is
 * told them.
 */
final class ChoiceInputs {

    private static final int MOST = 500;

    /** Kinds of which a scanner can be told the regions. */
    private static final Set<ProviderKind> REGIONAL =
            Set.of(ProviderKind.AWS, ProviderKind.ORACLECLOUD, ProviderKind.ALIBABACLOUD);

    static final Input<String[]> CHECKS = words("checks", "[a-z][a-z0-9_]{1,199}");
    static final Input<String[]> SERVICES = words("services", "[a-z][a-z0-9_]{0,99}");
    static final Input<String[]> REGIONS = words("regions", "[a-z][a-z0-9-]{1,49}");
    static final Input<String[]> SEVERITY =
            Input.optional(
                    "severities",
                    list().rule(
                                    "invalid_choice",
                                    "Severities are " + String.join(", ", Severity.words()) + ".",
                                    words -> Severity.words().containsAll(Arrays.asList(words))));

    private ChoiceInputs() {}

    private static Input<String[]> words(String name, String form) {
        Pattern pattern = Pattern.compile(form);
        return Input.optional(
                name,
                list().rule(
                                "invalid",
                                "Each must be a name of small letters, digits and signs between.",
                                words ->
                                        Arrays.stream(words)
                                                .allMatch(
                                                        word -> pattern.matcher(word).matches())));
    }

    private static Kind<String[]> list() {
        return Kind.texts()
                .rule(
                        "max_length",
                        "Ensure this list has no more than " + MOST + " elements.",
                        words -> words.length <= MOST);
    }

    /**
     * @throws ApiException if parts of it cannot be chosen together, or not of that kind
     */
    static Choice of(Body body, ProviderKind kind) {
        Choice choice =
                new Choice(
                        read(body, CHECKS),
                        read(body, SERVICES),
                        read(body, REGIONS),
                        read(body, SEVERITY));
        if (!choice.checks().isEmpty()
                && (!choice.services().isEmpty() || !choice.severities().isEmpty())) {
            throw ApiException.invalidAttribute(
                    "checks", "invalid", "Name checks, or services and severities, not both.");
        }
        if (!choice.regions().isEmpty() && !REGIONAL.contains(kind)) {
            throw ApiException.invalidAttribute(
                    "regions",
                    "invalid",
                    "Providers of the kind '%s' have no regions to choose from."
                            .formatted(kind.word()));
        }
        return choice;
    }

    private static List<String> read(Body body, Input<String[]> input) {
        String[] words = body.get(input);
        return words == null ? List.of() : List.of(words);
    }
}
