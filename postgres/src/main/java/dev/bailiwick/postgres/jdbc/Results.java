package dev.bailiwick.postgres.jdbc;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What one execution brought, without what was put around the caller's statement. */
final class Results {

    /** Nothing executed yet, or no more results. */
    private static final long NO_COUNT = -1;

    private final List<Result> results;
    private int current;

    private Results(List<Result> results) {
        this.results = results;
    }

    static Results of(ResultSet rows) {
        return new Results(List.of(new Result(rows, NO_COUNT)));
    }

    static Results of(long count) {
        return new Results(List.of(new Result(null, count)));
    }

    static Results none() {
        return new Results(List.of());
    }

    /**
     * @param rows what {@code Statement.execute} answered: whether the first result is rows
     */
    static Results drain(Statement executed, boolean rows) throws SQLException {
        List<Result> results = new ArrayList<>();
        boolean isRows = rows;
        while (true) {
            if (isRows) {
                results.add(new Result(executed.getResultSet(), NO_COUNT));
            } else {
                long count = executed.getLargeUpdateCount();
                if (count == NO_COUNT) {
                    return new Results(results);
                }
                results.add(new Result(null, count));
            }
            isRows = executed.getMoreResults(Statement.KEEP_CURRENT_RESULT);
        }
    }

    /** The caller's own results; {@code session} learns from the others that it was told. */
    Results without(Lead lead, Session session) throws SQLException {
        if (lead == Lead.NONE) {
            return this;
        }
        ResultSet context = results.get(lead.resultsBefore() - 1).rows();
        if (context == null || !context.next()) {
            throw new IllegalStateException("The context came back without a row");
        }
        String left = context.getString(1);
        context.close();
        session.wasTold(lead, left == null ? "" : left);
        if (lead.reports()) {
            report(session.ending());
        }
        return new Results(
                results.subList(lead.resultsBefore(), results.size() - lead.resultsAfter()));
    }

    /** The last three results are what {@link Lead.End#REPORT} brings. */
    void report(Ending ending) throws SQLException {
        ResultSet wrote = results.get(results.size() - 3).rows();
        ResultSet position = results.getLast().rows();
        if (wrote == null || position == null || !wrote.next() || !position.next()) {
            throw new IllegalStateException("The log's position did not come back");
        }
        if (wrote.getBoolean(1)) {
            ending.wrote(position.getString(wrote.getBoolean(2) ? 2 : 1));
        }
        wrote.close();
        position.close();
    }

    /** The rows of an {@code executeQuery}. */
    ResultSet onlyRows() throws SQLException {
        if (results.size() > 1) {
            throw new SQLException("Multiple ResultSets were returned by the query.", "0100E");
        }
        ResultSet rows = rows();
        if (rows == null) {
            throw new SQLException("No results were returned by the query.", "02000");
        }
        return rows;
    }

    /** The count of an {@code executeUpdate}. */
    long onlyCount() throws SQLException {
        if (results.stream().anyMatch(result -> result.rows() != null)) {
            throw new SQLException("A result was returned when none was expected.", "0100E");
        }
        return Math.max(count(), 0);
    }

    /** The rows of the current result; null if it is a count, or there is none. */
    @Nullable ResultSet rows() {
        return current < results.size() ? results.get(current).rows() : null;
    }

    /** The count of the current result; -1 if it is rows, or there is none. */
    long count() {
        return current < results.size() ? results.get(current).count() : NO_COUNT;
    }

    /** Goes on to the next result; true if it is rows. */
    boolean next(int how) throws SQLException {
        int from = how == Statement.CLOSE_ALL_RESULTS ? 0 : current;
        if (how != Statement.KEEP_CURRENT_RESULT) {
            for (int i = from; i <= current && i < results.size(); i++) {
                ResultSet rows = results.get(i).rows();
                if (rows != null) {
                    rows.close();
                }
            }
        }
        current++;
        return rows() != null;
    }

    private record Result(@Nullable ResultSet rows, long count) {}
}
