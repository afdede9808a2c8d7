package dev.bailiwick.spring.member;

import dev.bailiwick.spring.Authority;
import dev.bailiwick.spring.TenantMembership.Standing;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Asks again and again whether what is open is still allowed to be. One thread tells when; the
 * questions are put on others, some at once. Whatever goes wrong with one is a loss of what it is
 * about, and keeps nobody else from being asked about.
 */
final class Watches implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watches.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A question usually takes a connection, of which the application needs some itself. */
    private static final int MOST_AT_ONCE = 8;

    private final Function<Watched.Who, Standing> standings;
    private final Duration every;
    private final Duration patience;
    private final Set<Watched> open = ConcurrentHashMap.newKeySet();
    private final Map<Watched.Who, Question> under = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    /** Apart: however long the application takes for its own, members are asked about. */
    private final Semaphore placesOfRest = new Semaphore(MOST_AT_ONCE);

    private @Nullable Thread thread;
    private volatile boolean closed;

    /**
     * @param every from one round of questions to the next
     */
    Watches(Function<Watched.Who, Standing> standings, Duration every) {
        this(standings, every, PATIENCE);
    }

    /**
     * @param patience what is not answered by then is no
     */
    Watches(Function<Watched.Who, Standing> standings, Duration every, Duration patience) {
        this.standings = standings;
        this.every = every;
        this.patience = patience;
    }

    Watched add(Watched.Who who, Watched.Ground ground, Runnable lost) {
        Watched watch = new Watched(who, ground, lost, open::remove);
        begin();
        open.add(watch);
        return watch;
    }

    private synchronized void begin() {
        if (closed) {
            throw new IllegalStateException("The application ends; nothing is watched any longer");
        }
        if (thread == null || !thread.isAlive()) {
            thread = Thread.ofVirtual().name("bailiwick-authority").start(this::rounds);
        }
    }

    private void rounds() {
        while (!closed) {
            try {
                Thread.sleep(every);
                round();
            } catch (InterruptedException stopped) {
                return;
            } catch (Throwable failed) {
                LOG.error("Not all that is open was asked about; the next round goes on", failed);
            }
        }
    }

    private void round() {
        open.stream().collect(Collectors.groupingBy(Watched::who)).forEach(this::ask);
    }

    /** One question at a time about each; those that came meanwhile are asked about by the next. */
    private void ask(Watched.Who who, List<Watched> watches) {
        Question earlier = under.get(who);
        if (earlier == null) {
            Question question = new Question(who, watches, System.nanoTime());
            under.put(who, question);
            begin(question);
        } else if (System.nanoTime() - earlier.since() > patience.toNanos()) {
            under.remove(who, earlier);
            earlier.watches().forEach(watch -> judge(watch, Optional.empty()));
            LOG.warn("What was open of {} is ended: there was no answer whether it may be", who);
        }
    }

    private void begin(Question question) {
        boolean begun = false;
        try {
            Thread.ofVirtual().name("bailiwick-authority-asked").start(() -> put(question));
            begun = true;
        } finally {
            if (!begun) {
                under.remove(question.who(), question);
                question.watches().forEach(Watched::lose);
            }
        }
    }

    private void put(Question question) {
        try {
            Optional<Authority> held;
            places.acquire();
            try {
                held = asked(question.who());
            } finally {
                places.release();
            }
            if (question.equals(under.get(question.who()))) {
                question.watches().forEach(watch -> judge(watch, held));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            under.remove(question.who(), question);
        }
    }

    /** Empty for who is no member, and for who cannot be asked about: that is no yes. */
    private Optional<Authority> asked(Watched.Who who) {
        try {
            return standings.apply(who) instanceof Standing.Member(Authority authority)
                    ? Optional.of(authority)
                    : Optional.empty();
        } catch (Throwable unknown) {
            LOG.warn(
                    "What is open of {} is ended: whether it may be could not be asked",
                    who,
                    unknown);
            return Optional.empty();
        }
    }

    /** An authority that cannot be read is none. */
    private void judge(Watched watch, Optional<Authority> held) {
        boolean stays = false;
        try {
            if (held.filter(watch::isWithin).isPresent()) {
                watch.ask(held.get(), placesOfRest, patience);
                stays = true;
            }
        } catch (Throwable unknown) {
            LOG.warn(
                    "What is open of {} is ended: what is held could not be compared",
                    watch.who(),
                    unknown);
        }
        if (!stays && !closed) {
            watch.lose();
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

    /** About one principal, for all that was open of it when it was put. */
    private record Question(Watched.Who who, List<Watched> watches, long since) {}
}
