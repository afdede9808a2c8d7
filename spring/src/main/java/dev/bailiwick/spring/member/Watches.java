package dev.bailiwick.spring.member;

import dev.bailiwick.spring.Authority;
import dev.bailiwick.spring.TenantMembership.Standing;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Asks again and again, on one thread for all, whether what is open is still allowed to be. */
final class Watches implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watches.class);

    private final Function<Watch.Who, Standing> standings;
    private final Duration every;
    private final Set<Watch> open = ConcurrentHashMap.newKeySet();
    private @Nullable Thread thread;
    private boolean closed;

    /**
     * @param every from the end of one round of questions to the next
     */
    Watches(Function<Watch.Who, Standing> standings, Duration every) {
        this.standings = standings;
        this.every = every;
    }

    Watch add(Watch.Who who, Authority from, @Nullable BooleanSupplier still, Runnable lost) {
        Watch watch = new Watch(who, from, still, lost, open::remove);
        open.add(watch);
        begin();
        return watch;
    }

    private synchronized void begin() {
        if (closed) {
            throw new IllegalStateException("The application ends; nothing is watched any longer");
        }
        if (thread == null) {
            thread = Thread.ofVirtual().name("bailiwick-authority").start(this::rounds);
        }
    }

    private void rounds() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(every);
            } catch (InterruptedException stopped) {
                return;
            }
            round();
        }
    }

    private void round() {
        Map<Watch.Who, Optional<Authority>> now = new HashMap<>();
        for (Watch watch : open) {
            Optional<Authority> held =
                    now.computeIfAbsent(watch.who(), this::asked).filter(watch::isWithin);
            if (held.isPresent()) {
                watch.ask(held.get());
            } else if (!Thread.currentThread().isInterrupted()) {
                watch.lose();
            }
        }
    }

    /** Empty for who is no member, and for who cannot be asked about: that is no yes. */
    private Optional<Authority> asked(Watch.Who who) {
        try {
            return standings.apply(who) instanceof Standing.Member(Authority authority)
                    ? Optional.of(authority)
                    : Optional.empty();
        } catch (RuntimeException unknown) {
            LOG.warn(
                    "What is open of {} is ended: whether it may be could not be asked",
                    who,
                    unknown);
            return Optional.empty();
        }
    }

    /** Ends the questions; whoever closes the application closes what is open. */
    @Override
    public synchronized void close() {
        closed = true;
        open.clear();
        if (thread != null) {
            thread.interrupt();
        }
    }
}
