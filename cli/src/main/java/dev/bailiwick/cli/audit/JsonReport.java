package dev.bailiwick.cli.audit;

import dev.bailiwick.core.Fault.Severity;
import dev.bailiwick.declaration.yaml.Place;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** For programs; the keys are those of docs/toolkit/findings.md and stay. */
final class JsonReport {

    private JsonReport() {}

    static String of(Audit audit) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("errors", audit.open(Severity.ERROR));
        summary.put("warnings", audit.open(Severity.WARNING));
        summary.put("suppressed", audit.suppressed());
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("database", audit.database());
        root.put("declaration", audit.origin());
        root.put("roles", audit.roles());
        root.put("summary", summary);
        root.put("findings", audit.findings().stream().map(JsonReport::finding).toList());
        return Json.of(root);
    }

    private static Map<String, Object> finding(Finding finding) {
        Rule rule = Rule.of(finding.fault().id()).orElseThrow();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", rule.id());
        json.put("severity", finding.fault().severity().name().toLowerCase(Locale.ROOT));
        json.put("object", finding.fault().object());
        json.put("message", finding.fault().message());
        json.put("why", rule.why());
        json.put("remedy", rule.remedy());
        json.put("fingerprint", finding.fingerprint());
        finding.place().ifPresent(place -> json.put("place", place(place)));
        finding.suppression()
                .ifPresent(
                        suppression -> {
                            Map<String, Object> accepted = new LinkedHashMap<>();
                            accepted.put("reason", suppression.reason());
                            accepted.put("expires", suppression.expires().toString());
                            json.put("suppressed", accepted);
                        });
        return json;
    }

    private static Map<String, Object> place(Place place) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", place.file());
        json.put("line", place.line());
        json.put("column", place.column());
        return json;
    }
}
