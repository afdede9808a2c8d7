package dev.bailiwick.cli.wall;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.cli.database.Database;
import dev.bailiwick.declaration.Declaration;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.inference.Inference;
import dev.bailiwick.postgres.inference.Proposal;
import dev.bailiwick.postgres.inference.Proposed;
import dev.bailiwick.postgres.inference.Question;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What follows from the foreign keys of a live database.
 *
 * @param roles that the user named
 */
record Catalogue(Proposal proposal, Roles roles) {

    static Catalogue read(Database database, String schema, String tenants, Roles roles) {
        return database.connected(
                connection -> {
                    connection.setReadOnly(true);
                    try {
                        return new Catalogue(Inference.of(schema).read(connection, tenants), roles);
                    } catch (IllegalArgumentException wrong) {
                        throw CommandException.couldNot(wrong.getMessage() + ".");
                    }
                });
    }

    /**
     * @throws CommandException with every question that must be answered first
     */
    Wall wall() {
        List<Question> open = proposal.questions().stream().filter(Question::blocking).toList();
        if (open.isEmpty()) {
            return proposal.wall(roles);
        }
        StringBuilder text =
                new StringBuilder(
                        "The catalogue does not tell whose rows %d of %d tables hold. Let bailiwick plan --tenant-table … --write FILE write the declaration down, and answer there:"
                                .formatted(open.size(), proposal.tables().size() + open.size()));
        for (Question question : open) {
            text.append(System.lineSeparator())
                    .append("  %s: %s".formatted(question.table(), question.sentence()));
            question.likely()
                    .ifPresent(
                            table ->
                                    text.append(System.lineSeparator())
                                            .append("    likely: ")
                                            .append(Declaration.line(table)));
        }
        throw CommandException.couldNot(text.toString());
    }

    /** A declaration file with everything that follows, and every question as a comment. */
    String file() {
        Wall known =
                Wall.of(
                                proposal.schema(),
                                roles,
                                proposal.tables().stream().map(Proposed::table).toList())
                        .withTenantKey(proposal.tenantKey());
        Map<String, List<String>> comments = new TreeMap<>();
        for (Question question : proposal.questions()) {
            List<String> lines = comments.computeIfAbsent(question.table(), _ -> new ArrayList<>());
            lines.add((question.blocking() ? "TO ANSWER: " : "to review: ") + question.sentence());
            question.likely()
                    .map(Declaration::line)
                    .ifPresent(line -> lines.add((question.blocking() ? "" : "or ") + line));
        }
        return Declaration.write(known, comments);
    }

    long questions() {
        return proposal.questions().size();
    }

    long blocking() {
        return proposal.questions().stream().filter(Question::blocking).count();
    }

    List<Table> tables() {
        return proposal.tables().stream().map(Proposed::table).toList();
    }
}
