package dev.bailiwick.posture.task.engine;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.task.job.JobQueue;

import org.springframework.stereotype.Component;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The queues whose jobs this process runs. */
@Component
final class ServedQueues {

    private final Set<JobQueue> queues;

    /**
     * @throws CommandException for a word that names none, naming those that do
     */
    ServedQueues(JobProperties settings) {
        this.queues = Collections.unmodifiableSet(parse(settings.serves()));
    }

    static Set<JobQueue> parse(List<String> words) {
        return switch (words) {
            case List<String> all when all.equals(List.of("all")) -> EnumSet.allOf(JobQueue.class);
            case List<String> none when none.equals(List.of("none")) ->
                    EnumSet.noneOf(JobQueue.class);
            default ->
                    words.stream()
                            .map(ServedQueues::named)
                            .collect(Collectors.toCollection(() -> EnumSet.noneOf(JobQueue.class)));
        };
    }

    private static JobQueue named(String word) {
        return Arrays.stream(JobQueue.values())
                .filter(queue -> queue.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                CommandException.couldNot(
                                        "'%s' is no queue; there are %s, all and none."
                                                .formatted(word, words())));
    }

    private static String words() {
        return Arrays.stream(JobQueue.values())
                .map(JobQueue::word)
                .collect(Collectors.joining(", "));
    }

    Set<JobQueue> queues() {
        return queues;
    }
}
