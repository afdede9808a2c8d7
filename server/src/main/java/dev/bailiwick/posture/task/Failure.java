package dev.bailiwick.posture.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the API shows as the result of a task that failed. */
final class Failure {

    private Failure() {}

    static Map<String, Object> of(Exception cause) {
        String message = cause.getMessage();
        return result(
                cause.getClass().getSimpleName(),
                message == null ? "" : message,
                cause.getClass().getPackageName());
    }

    static Map<String, Object> of(String reason) {
        return result("JobFailed", reason, Failure.class.getPackageName());
    }

    static Map<String, Object> died(int times) {
        return result(
                "WorkerDied",
                "The server died %d times during this job.".formatted(times),
                Failure.class.getPackageName());
    }

    private static Map<String, Object> result(String type, String message, String module) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("exc_type", type);
        result.put("exc_message", List.of(message));
        result.put("exc_module", module);
        return result;
    }
}
