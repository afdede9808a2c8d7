package dev.bailiwick.posture.edge.health;

import dev.bailiwick.spring.Anonymous;

import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Health in the format that monitors know.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check-06">Health
 *     Check Response Format for HTTP APIs</a>
 */
@RestController
final class HealthController {

    private static final String MEDIA_TYPE = "application/health+json";
    private static final String CONTRACT_VERSION = "1";
    private static final String SERVICE = "bailiwick-posture";

    private final Readiness readiness;
    private final String release;

    HealthController(Readiness readiness) {
        this.readiness = readiness;
        String built = HealthController.class.getPackage().getImplementationVersion();
        this.release = built == null ? "unreleased" : built;
    }

    @Anonymous
    @GetMapping(path = "/health/live", produces = MEDIA_TYPE)
    ResponseEntity<Map<String, Object>> live() {
        return answer(Status.PASS, Map.of());
    }

    @Anonymous
    @GetMapping(path = "/health/ready", produces = MEDIA_TYPE)
    ResponseEntity<Map<String, Object>> ready() {
        Readiness.Report report = readiness.report();
        Map<String, Object> checks = new LinkedHashMap<>();
        report.results()
                .forEach((name, result) -> checks.put(name, List.of(entry(report, result))));
        return answer(report.status(), Map.of("checks", checks));
    }

    private ResponseEntity<Map<String, Object>> answer(Status status, Map<String, Object> more) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("status", status.word());
        document.put("version", CONTRACT_VERSION);
        document.put("releaseId", release);
        document.put("serviceId", SERVICE);
        document.putAll(more);
        return ResponseEntity.status(status == Status.FAIL ? 503 : 200)
                .cacheControl(CacheControl.maxAge(Readiness.KEPT))
                .body(document);
    }

    private static Map<String, Object> entry(Readiness.Report report, Check.Result result) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("componentType", "datastore");
        entry.put("observedValue", result.value());
        entry.put("observedUnit", result.unit());
        entry.put("status", result.status().word());
        entry.put("time", report.at().toString());
        if (result.output() != null) {
            entry.put("output", result.output());
        }
        return entry;
    }
}
