package dev.bailiwick.spring.scope;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;

import org.springframework.scheduling.annotation.Scheduled;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A scheduled bean as another library would bring it: its source says nothing of scopes. */
class Cleaner {

    private final BlockingQueue<String> ran = new LinkedBlockingQueue<>();

    @Scheduled(fixedDelay = 50)
    public void clean() {
        ran.add(
                Scopes.current()
                        .map(
                                scope ->
                                        scope instanceof Scope.Maintenance named
                                                ? "maintenance: " + named.reason()
                                                : scope.described())
                        .orElse("no scope"));
    }

    /** What the next run was in. */
    String ran() throws InterruptedException {
        return String.valueOf(ran.poll(2, TimeUnit.MINUTES));
    }
}
