package dev.bailiwick.cli.audit;

import dev.bailiwick.core.Fault.Severity;
import dev.bailiwick.declaration.yaml.Place;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Static Analysis Results Interchange Format, version 2.1.0, as code hosts take it.
 *
 * @see <a href="https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html">SARIF 2.1.0</a>
 */
final class SarifReport {

    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private SarifReport() {}

    static String of(Audit audit) {
        List<Rule> rules = Rule.all();
        Map<String, Object> driver = new LinkedHashMap<>();
        driver.put("name", "bailiwick");
        String version = SarifReport.class.getPackage().getImplementationVersion();
        if (version != null) {
            driver.put("version", version);
        }
        driver.put("rules", rules.stream().map(SarifReport::rule).toList());
        Map<String, Object> invocation = new LinkedHashMap<>();
        invocation.put("executionSuccessful", true);
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("tool", Map.of("driver", driver));
        run.put("invocations", List.of(invocation));
        run.put("columnKind", "utf16CodeUnits");
        run.put(
                "results",
                audit.findings().stream().map(finding -> result(audit, finding, rules)).toList());
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("$schema", SCHEMA);
        root.put("version", "2.1.0");
        root.put("runs", List.of(run));
        return Json.of(root);
    }

    private static Map<String, Object> rule(Rule rule) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", rule.id());
        json.put("shortDescription", text(rule.why()));
        json.put("help", text(rule.remedy()));
        json.put("defaultConfiguration", Map.of("level", level(rule.severity())));
        return json;
    }

    private static Map<String, Object> result(Audit audit, Finding finding, List<Rule> rules) {
        List<String> ids = rules.stream().map(Rule::id).toList();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ruleId", finding.fault().id());
        json.put("ruleIndex", ids.indexOf(finding.fault().id()));
        json.put("level", level(finding.fault().severity()));
        json.put("message", text(finding.fault().toString()));
        json.put("locations", List.of(location(audit, finding)));
        json.put("partialFingerprints", Map.of("bailiwickFinding/v1", finding.fingerprint()));
        List<Map<String, Object>> suppressions = new ArrayList<>();
        finding.suppression()
                .ifPresent(
                        suppression -> {
                            Map<String, Object> accepted = new LinkedHashMap<>();
                            accepted.put("kind", "external");
                            accepted.put("status", "accepted");
                            accepted.put(
                                    "justification",
                                    "%s (until %s)"
                                            .formatted(
                                                    suppression.reason(), suppression.expires()));
                            suppressions.add(accepted);
                        });
        json.put("suppressions", suppressions);
        return json;
    }

    /**
     * The place in the declaration, or the declaration as a whole: code hosts show nothing else.
     */
    private static Map<String, Object> location(Audit audit, Finding finding) {
        Place place = finding.place().orElseGet(() -> new Place(audit.origin(), 1, 1));
        Map<String, Object> region = new LinkedHashMap<>();
        region.put("startLine", place.line());
        region.put("startColumn", place.column());
        Map<String, Object> physical = new LinkedHashMap<>();
        physical.put("artifactLocation", Map.of("uri", uri(place.file())));
        physical.put("region", region);
        Map<String, Object> logical = new LinkedHashMap<>();
        logical.put("fullyQualifiedName", finding.fault().object());
        logical.put("kind", "resource");
        Map<String, Object> location = new LinkedHashMap<>();
        location.put("physicalLocation", physical);
        location.put("logicalLocations", List.of(logical));
        return location;
    }

    /** Relative to where the command runs, as a checkout is; percent-encoded. */
    private static String uri(String file) {
        Path path = Path.of(file);
        if (path.isAbsolute()) {
            return path.toUri().toString();
        }
        String absolute = Path.of("/", file).toUri().getRawPath();
        return absolute.substring(1);
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
        };
    }

    private static Map<String, Object> text(String text) {
        return Map.of("text", text);
    }
}
