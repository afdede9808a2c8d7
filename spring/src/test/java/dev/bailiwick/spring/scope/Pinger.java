package dev.bailiwick.spring.scope;

import org.springframework.scheduling.annotation.Scheduled;

/** A scheduled bean of others that touches no database, and that no proxy can stand around. */
final class Pinger {

    @Scheduled(fixedDelay = 50)
    public void ping() {}
}
