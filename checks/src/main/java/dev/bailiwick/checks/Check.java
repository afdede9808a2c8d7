package dev.bailiwick.checks;

import dev.bailiwick.checks.resource.Format;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of a check, apart from how it judges.
 *
 * @param title says what is so where the check passes
 * @param problem completes a sentence that begins with the resource, where it fails
 * @param service the part of a platform that the check is about
 * @param group of resources that these belong to in overviews
 * @param types of resources it looks at; all of its format if empty
 * @param remediation says what to do
 * @param link leads to a page about it, empty if there is none
 * @param compliance for each framework what it asks for in its own numbers
 */
public record Check(
        String id,
        String title,
        String description,
        String problem,
        Severity severity,
        String service,
        Group group,
        Format format,
        Set<String> types,
        List<String> categories,
        String remediation,
        String link,
        Map<String, List<String>> compliance) {

    public Check {
        types = Set.copyOf(types);
        categories = List.copyOf(categories);
        compliance = Map.copyOf(compliance);
    }
}
