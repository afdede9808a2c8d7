package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Function;

import javax.sql.DataSource;

/**
 * Lets four clients act at once in Acme, and tells in which order the database took what they did:
 * each draws a number while it holds the lock on the tenant's authority.
 */
final class Interleaved {

    private static final int CLIENTS = 4;

    private Interleaved() {}

    /**
     * @param next the next act of a client, by its own random numbers
     * @return in the order in which they were taken
     */
    static <A extends Act> List<Taken<A>> acts(
            TestDatabase database, int each, long seed, Function<Random, A> next) throws Exception {
        prepare(database);
        return acts(League.scoped(database), each, seed, next);
    }

    /** Once for a database. */
    static void prepare(TestDatabase database) throws SQLException {
        database.asSuperuser(
                "create sequence if not exists taken",
                "grant usage on sequence taken to league_app");
    }

    /** As above, in a database that is prepared. */
    static <A extends Act> List<Taken<A>> acts(
            DataSource scoped, int each, long seed, Function<Random, A> next) throws Exception {
        Random random = new Random(seed);
        List<Callable<List<Taken<A>>>> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            Random own = new Random(random.nextLong());
            clients.add(
                    () -> {
                        List<Taken<A>> done = new ArrayList<>();
                        try (Connection connection = scoped.getConnection()) {
                            connection.setAutoCommit(false);
                            for (int i = 0; i < each; i++) {
                                done.add(taken(connection, next.apply(own)));
                            }
                        }
                        return done;
                    });
        }
        List<Taken<A>> all = new ArrayList<>();
        AtOnce.all(clients).forEach(all::addAll);
        all.sort(Comparator.comparingLong(Taken::number));
        return all;
    }

    private static <A extends Act> Taken<A> taken(Connection connection, A act)
            throws SQLException {
        return Scopes.call(
                act.scope(),
                () -> {
                    String word = act.ask(connection);
                    long number =
                            Long.parseLong(
                                    Sql.list(connection, "select nextval('league.taken')")
                                            .getFirst());
                    connection.commit();
                    return new Taken<>(number, act, word);
                });
    }

    /** Something that somebody asks of authority. */
    interface Act {

        PrincipalId who();

        /** Acme, unless it is done elsewhere. */
        default Scope scope() {
            return League.in(League.ACME, who());
        }

        /** The word that is answered; the lock must be held afterwards. */
        String ask(Connection connection) throws SQLException;
    }

    /** What was answered, and as which. */
    record Taken<A>(long number, A act, String word) {}
}
