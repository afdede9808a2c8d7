package dev.bailiwick.posture.task.attempt;

import dev.bailiwick.posture.task.job.JobQueue;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The handlers, by name. Filled when all are made: some of them ask for jobs themselves. */
@Component
public final class JobHandlers implements SmartInitializingSingleton {

    private final ObjectProvider<JobHandler> handlers;
    private volatile Map<String, JobHandler> byName = Map.of();

    JobHandlers(ObjectProvider<JobHandler> handlers) {
        this.handlers = handlers;
    }

    /**
     * @throws IllegalStateException if two have one name
     */
    @Override
    public void afterSingletonsInstantiated() {
        byName =
                handlers.stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        JobHandler::name, Function.identity()));
    }

    /** Those that somebody here has a handler for. */
    public Set<JobQueue> queues() {
        return byName.values().stream()
                .map(JobHandler::queue)
                .collect(Collectors.toUnmodifiableSet());
    }

    public Optional<JobHandler> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * @throws IllegalStateException if nothing here runs jobs of that name, as when a newer process
     *     enqueued it
     */
    public JobHandler get(String name) {
        return find(name)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "Nothing here runs jobs named '" + name + "'"));
    }
}
