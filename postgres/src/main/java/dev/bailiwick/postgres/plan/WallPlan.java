package dev.bailiwick.postgres.plan;

import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.Check;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

import javax.sql.DataSource;

/**
 * What brings a database to its {@link Wall}. The text is always the same for the same declaration
 * and the same database. Immutable.
 */
public final class WallPlan {

    static final String BACK = "Brings back what there was before the plan.";

    private static final String REMOVAL =
            "Takes the wall down. What there was before it is not known here (the plan for a"
                + " database at hand, --url, knows): row-level security is off afterwards, and the"
                + " roles have no privilege on the tables. The functions stay, since defaults may"
                + " need them.";

    private final String back;
    private final List<Step> steps;
    private final List<Fault> rest;
    private final List<String> administration;

    /**
     * @param back what the way back does, in a sentence or two
     */
    WallPlan(String back, List<Step> steps, List<Fault> rest, List<String> administration) {
        this.back = back;
        this.steps = List.copyOf(steps);
        this.rest = List.copyOf(rest);
        this.administration = List.copyOf(administration);
    }

    /**
     * All of the wall, whatever is there: for a database that is not at hand. First the functions,
     * which defaults of columns may need; all other steps are behind the tables.
     */
    public static WallPlan whole(Wall wall) {
        List<Step> steps = new ArrayList<>(beforeTables(wall).steps);
        if (!WallSql.epoch(wall).isEmpty()) {
            steps.add(Functions.ofEpoch(wall));
        }
        wall.annex().map(AnnexSteps::functionsAgain).ifPresent(steps::add);
        Step isolation =
                new Step(
                        "schema " + String.join(", ", wall.schemas()),
                        List.of("policies and grants of all declared tables"),
                        List.of(),
                        WallSql.isolation(wall),
                        WallSql.removal(wall));
        steps.add(isolation);
        List<String> administration =
                wall.seal().isPresent() ? List.of(WallSql.verifier(wall).strip()) : List.of();
        return new WallPlan(REMOVAL, steps, List.of(), administration);
    }

    /**
     * Of the whole, what other tables may refer to: the functions, which defaults of columns ask,
     * and the toolkit's own tables, behind those of the application that they refer to. May be run
     * again.
     */
    public static WallPlan beforeTables(Wall wall) {
        List<Step> steps = new ArrayList<>(List.of(functions(wall)));
        wall.annex().map(AnnexSteps::tablesUnlessThere).ifPresent(steps::add);
        return new WallPlan(REMOVAL, steps, List.of(), List.of());
    }

    private static Step functions(Wall wall) {
        return new Step(
                "schema " + wall.functionSchema(),
                List.of("functions that policies and defaults ask"),
                List.of(),
                Functions.whateverIsThere(wall),
                "");
    }

    /**
     * What differs now, and nothing else: without steps if nothing does.
     *
     * @param source logs in as anybody who may read the catalogue; which it is does not matter
     * @throws SQLException if the catalogue cannot be read
     */
    public static WallPlan difference(Wall wall, DataSource source) throws SQLException {
        List<Fault> faults = Gate.of(wall).faults(source);
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                return difference(wall, faults, connection);
            } finally {
                connection.rollback();
            }
        }
    }

    /**
     * As {@link #difference(Wall, DataSource)}, as the transaction of a connection sees the
     * database.
     *
     * @param connection in a transaction, which goes on as if nothing had been asked
     */
    public static WallPlan difference(Wall wall, Connection connection) throws SQLException {
        List<Fault> faults = Gate.of(wall).faults(connection);
        Savepoint before = connection.setSavepoint();
        try {
            return difference(wall, faults, connection);
        } finally {
            connection.rollback(before);
            connection.releaseSavepoint(before);
        }
    }

    private static WallPlan difference(Wall wall, List<Fault> faults, Connection connection)
            throws SQLException {
        List<Fault> ofDatabase =
                faults.stream().filter(fault -> !Check.SESSION_USER.found(fault)).toList();
        return new Difference(wall, ofDatabase, connection).plan();
    }

    /** Whether scopes that are sealed now can be set by any SQL of the app role afterwards. */
    public boolean unseals() {
        return steps.stream().anyMatch(step -> step.dangers().contains(Surroundings.UNSEALED));
    }

    /** Whether it says the same, and its way back too: nothing has changed in between. */
    public boolean saysTheSameAs(WallPlan other) {
        return up().equals(other.up()) && down().equals(other.down());
    }

    /** First the functions, then what takes something away, then the rest by object. */
    public List<Step> steps() {
        return steps;
    }

    /** What the owner of the tables cannot mend by statements; sorted. */
    public List<Fault> rest() {
        return rest;
    }

    /** Statements for an administrator, to be run before the plan; one each. */
    public List<String> administration() {
        return administration;
    }

    /** Whether the owner has anything to do. */
    public boolean isEmpty() {
        return steps.isEmpty();
    }

    /** All statements, each step under a comment that says what for. */
    public String up() {
        return heading()
                + steps.stream()
                        .map(step -> step.commented(step.up()))
                        .collect(Collectors.joining("\n"));
    }

    /** Statements that bring back what is there now, the last step first. */
    public String down() {
        List<Step> reversed = new ArrayList<>(steps);
        Collections.reverse(reversed);
        return Comment.line(back)
                + "\n"
                + reversed.stream()
                        .filter(step -> !step.down().isEmpty())
                        .map(step -> step.commented(step.down()))
                        .collect(Collectors.joining("\n"));
    }

    /** A statement of one line as it is, and of a text of many what it says of itself. */
    private static String brief(String statement) {
        return statement.lines().findFirst().orElse("").replaceFirst("^-- ", "");
    }

    /**
     * As comments, what to look at before running it: what is taken away, what an administrator has
     * to do, and what the plan does not mend. Empty if there is nothing of the kind.
     */
    public String heading() {
        StringBuilder text = new StringBuilder();
        List<String> dangers =
                steps.stream()
                        .flatMap(
                                step ->
                                        step.dangers().stream()
                                                .map(danger -> step.object() + ": " + danger))
                        .toList();
        text.append(Comment.list("Careful, this takes away:", dangers));
        text.append(
                Comment.list(
                        "By an administrator, before:",
                        administration.stream().map(WallPlan::brief).toList()));
        text.append(
                Comment.list(
                        "Not mended by this plan:",
                        rest.stream()
                                .map(fault -> "%s [%s]".formatted(fault, fault.id()))
                                .toList()));
        return text.toString();
    }
}
