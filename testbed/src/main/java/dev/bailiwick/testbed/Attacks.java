package dev.bailiwick.testbed;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

/**
 * Makes attacks on a wall, each of them on the unprotected twin first, where it must succeed, since
 * it proves nothing otherwise; and each followed by a lawful reader, who must see own rows, since a
 * wall that shows nothing to anybody proves nothing either.
 *
 * <p>Refuses to work as a role that policies do not bind. What fails is an {@link AssertionError}
 * that says which of these it was.
 */
public final class Attacks implements AutoCloseable {

    private final TestDatabase database;
    private final Witness witness;
    private final Wire wire;
    private final DataSource wall;

    private Attacks(TestDatabase database, Witness witness, Wire wire, DataSource wall) {
        this.database = database;
        this.witness = witness;
        this.wire = wire;
        this.wall = wall;
    }

    /**
     * @param database with its twins
     * @param wall puts itself before the app role's connections, which are looked at on the wire
     */
    public static Attacks on(TestDatabase database, Witness witness, UnaryOperator<DataSource> wall)
            throws IOException {
        Wire wire = Wire.to(database.app());
        return new Attacks(database, witness, wire, wall.apply(wire.through()));
    }

    /** This attack finds own rows, at least one, and no others. */
    public void findOwnRowsOnly(Attack attack) throws Exception {
        controlFinds(attack);
        try (Target target = new Target(wall, wire)) {
            List<String> rows = judged(run(() -> attack.on(target)));
            refuseForeign(rows);
            if (rows.isEmpty()) {
                throw new AssertionError("The attack found no row, not even an own one");
            }
        }
        lawfulReaderSeesOwnRowsOnly();
    }

    /** This attack, which is after foreign rows alone, finds nothing. */
    public void findNothing(Attack attack) throws Exception {
        controlFinds(attack);
        try (Target target = new Target(wall, wire)) {
            List<String> rows = judged(run(() -> attack.on(target)));
            refuseForeign(rows);
            if (!rows.isEmpty()) {
                throw new AssertionError("The attack found own rows: " + rows);
            }
        }
        lawfulReaderSeesOwnRowsOnly();
    }

    /** The database stops this attack with this SQLSTATE. */
    public void areStoppedByTheDatabase(String state, Attack.Act attack) throws Exception {
        controlSucceeds(attack);
        try (Target target = new Target(wall, wire)) {
            Outcome outcome = run(() -> done(attack, target));
            stopped(outcome, failure -> hasState(failure, state), "SQLSTATE " + state);
            if (target.reached().isEmpty()) {
                throw new AssertionError("Not the database: no statement reached it");
            }
        }
        lawfulReaderSeesOwnRowsOnly();
    }

    /** The wall stops this attack with this exception, and nothing of it reaches the database. */
    public void areStoppedByTheWall(Class<? extends Throwable> type, Attack.Act attack)
            throws Exception {
        stoppedByTheWall(type::isInstance, type.getName(), attack);
    }

    /** The wall stops this attack with this SQLSTATE, and nothing of it reaches the database. */
    public void areStoppedByTheWall(String state, Attack.Act attack) throws Exception {
        stoppedByTheWall(failure -> hasState(failure, state), "SQLSTATE " + state, attack);
    }

    private void stoppedByTheWall(Predicate<Throwable> expected, String name, Attack.Act attack)
            throws Exception {
        controlSucceeds(attack);
        try (Target target = new Target(wall, wire)) {
            Outcome outcome = run(() -> done(attack, target));
            stopped(outcome, expected, name);
            if (!target.reached().isEmpty()) {
                throw new AssertionError(
                        "The attack was refused, but reached the database: " + target.reached());
            }
        }
        lawfulReaderSeesOwnRowsOnly();
    }

    private void controlFinds(Attack attack) throws Exception {
        refuseUnboundRoles();
        try (Wire bare = Wire.to(database.twins());
                Target twin = new Target(bare.through(), bare)) {
            Outcome outcome = run(() -> attack.on(twin));
            if (outcome.failure() != null) {
                throw provesNothing("failed", outcome.failure());
            }
            if (witness.foreignAmong(outcome.rows()).isEmpty()) {
                throw provesNothing("found no foreign row: " + outcome.rows(), null);
            }
        }
    }

    private void controlSucceeds(Attack.Act attack) throws Exception {
        refuseUnboundRoles();
        try (Wire bare = Wire.to(database.twins());
                Target twin = new Target(bare.through(), bare)) {
            Outcome outcome = run(() -> done(attack, twin));
            if (outcome.failure() != null) {
                throw provesNothing("failed", outcome.failure());
            }
        }
    }

    private void lawfulReaderSeesOwnRowsOnly() throws SQLException {
        List<String> rows = witness.read(wall);
        refuseForeign(rows);
        if (rows.isEmpty()) {
            throw new AssertionError("A lawful reader sees no row, so nothing is proved");
        }
    }

    private void refuseForeign(List<String> rows) {
        List<String> foreign = witness.foreignAmong(rows);
        if (!foreign.isEmpty()) {
            throw new AssertionError("Rows of somebody else were found: " + foreign);
        }
    }

    /** As one who is not bound by policies everything is found, and nothing is proved. */
    private void refuseUnboundRoles() throws SQLException {
        String sql =
                """
                select string_agg(r.rolname, ', ') from pg_roles r
                where r.rolname in (current_user, session_user)
                    and (r.rolsuper or r.rolbypassrls or exists (
                        select from pg_class c
                        where c.relnamespace = '%s'::regnamespace and pg_has_role(r.oid, c.relowner, 'member')))
                """
                        .formatted(database.blueprint().schema());
        for (DataSource source : List.of(database.twins(), wall)) {
            String unbound = Sql.list(source, witness.scope(), sql).getFirst();
            if (unbound != null) {
                throw new AssertionError(
                        "Attacks are not made as " + unbound + ", whom policies do not bind");
            }
        }
    }

    private static AssertionError provesNothing(String why, @Nullable Throwable cause) {
        return new AssertionError(
                "The attack proves nothing: where nothing protects the rows it " + why, cause);
    }

    private static void stopped(Outcome outcome, Predicate<Throwable> expected, String name) {
        if (outcome.failure() == null) {
            throw new AssertionError("The attack was not stopped");
        }
        for (Throwable one = outcome.failure(); one != null; one = one.getCause()) {
            if (expected.test(one)) {
                return;
            }
        }
        throw new AssertionError(
                "The attack was not stopped by " + name + " but by something else",
                outcome.failure());
    }

    private static boolean hasState(Throwable failure, String state) {
        return failure instanceof SQLException sql && state.equals(sql.getSQLState());
    }

    private static List<String> judged(Outcome outcome) {
        if (outcome.failure() != null) {
            throw new AssertionError("The attack should have come to its end", outcome.failure());
        }
        return outcome.rows();
    }

    private static List<String> done(Attack.Act attack, Target target) throws Exception {
        attack.on(target);
        return List.of();
    }

    /** In this thread, where no scope is current until the attack enters one. */
    private static Outcome run(Callable<List<String>> attack) throws InterruptedException {
        FutureTask<List<String>> task = new FutureTask<>(attack);
        task.run();
        try {
            return new Outcome(task.get(), null);
        } catch (ExecutionException failed) {
            return new Outcome(List.of(), failed.getCause());
        }
    }

    @Override
    public void close() {
        wire.close();
    }

    /**
     * @param failure what the attack ended with, if not normally
     */
    private record Outcome(List<String> rows, @Nullable Throwable failure) {}
}
