package dev.bailiwick.posture.task.attempt;

import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.task.job.JobId;
import dev.bailiwick.posture.text.PlainText;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the API shows as the result of a task that failed. */
final class Failure {

    private static final String MODULE = "bailiwick.tasks";

    private Failure() {}

    /**
     * What an exception comes to. Its text may tell of statements, tables and addresses, so it
     * stands in the log alone, with these ids beside it; except where it was written for clients.
     * Of an error, which is the process's trouble and not the job's, its name says what to look
     * for.
     */
    static Map<String, Object> of(Exception cause, JobId id, String correlation) {
        return cause instanceof ApiException said
                ? of(said.errors().getFirst().detail())
                : result(
                        "UnexpectedError",
                        "The job failed unexpectedly%s. The server's log says why, at job %s, correlation %s."
                                .formatted(nameOf(cause.getCause()), id, correlation));
    }

    private static String nameOf(@Nullable Throwable cause) {
        return cause instanceof Error error
                ? " (%s)".formatted(error.getClass().getSimpleName())
                : "";
    }

    static Map<String, Object> of(String reason) {
        return result("JobFailed", reason);
    }

    static Map<String, Object> died(int times) {
        return result("WorkerDied", "The server died %d times during this job.".formatted(times));
    }

    static Map<String, Object> overtime(Duration limit) {
        return result(
                "TimeLimitExceeded",
                "The job was ended after %s, which is as long as it may take."
                        .formatted(words(limit)));
    }

    /** What is shown in place of what the database does not keep. */
    static Map<String, Object> unkept(String state) {
        String sentence = "What the task came to cannot be shown: the database does not keep it.";
        return state.equals("failed")
                ? result("ResultNotKept", sentence)
                : Map.of("reason", sentence);
    }

    private static String words(Duration limit) {
        return limit.compareTo(Duration.ofHours(2)) >= 0
                ? limit.toHours() + " hours"
                : limit.toSeconds() + " s";
    }

    /** What it says in words. */
    static String reasonOf(Map<String, Object> failure) {
        return failure.get("exc_message") instanceof List<?> lines && !lines.isEmpty()
                ? String.valueOf(lines.getFirst())
                : "";
    }

    private static Map<String, Object> result(String type, String message) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("exc_type", type);
        result.put("exc_message", List.of(PlainText.of(message)));
        result.put("exc_module", MODULE);
        return result;
    }
}
