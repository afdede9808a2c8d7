package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.postgres.authority.Interleaved.Taken;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/**
 * What four clients share and revoke at once, replayed on a list of shares of which each knows from
 * which it was given. Afterwards lists, gets and updates by SQL reach what the list says.
 */
class ShareModelIT {

    private static final List<PrincipalId> PEOPLE = List.of(ANN, BEN, CAT, DAN);
    private static final int PAGES = 3;
    private static final int VIEW = 1;
    private static final int EDIT = 3;
    private static final int FULL = 4;

    private final List<UUID> ids = new CopyOnWriteArrayList<>(List.of(new UUID(0, 0)));
    private final Map<UUID, Row> rows = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatIsReachedIsWhatIsShared(long seed) throws Exception {
        TestDatabase database = League.database();
        for (int page = 0; page < PAGES; page++) {
            database.asSuperuser(
                    "insert into page (tenant_id, id, author_id, title) values ('%s', '%s', '%s', 'x')"
                            .formatted(ACME, page(page), PEOPLE.get(page)));
        }

        List<Taken<Step>> steps = Interleaved.acts(database, 50, seed, this::next);

        for (Taken<Step> step : steps) {
            assertThat(step.word()).as("%s of seed %s", step, seed).isEqualTo(applied(step.act()));
        }
        assertThat(rows.values()).anyMatch(row -> row.from() != null);
        ScopedDataSource scoped = League.scoped(database);
        for (PrincipalId who : PEOPLE) {
            Scope scope = League.in(ACME, who);
            assertThat(Sql.list(scoped, scope, "select id from page"))
                    .as("the list of %s in seed %s", who, seed)
                    .containsExactlyInAnyOrderElementsOf(reached(who, VIEW));
            assertThat(Sql.list(scoped, scope, "update page set title = 'y' returning id"))
                    .as("the update of %s in seed %s", who, seed)
                    .containsExactlyInAnyOrderElementsOf(reached(who, EDIT));
            for (int page = 0; page < PAGES; page++) {
                assertThat(Sql.list(scoped, scope, "select id from page where id = ?", page(page)))
                        .hasSize(level(who, page(page)) >= VIEW ? 1 : 0);
            }
        }
    }

    private Step next(Random random) {
        boolean revoking = random.nextInt(4) == 0;
        UUID id = revoking ? ids.get(random.nextInt(ids.size())) : new UUID(random.nextLong(), 1);
        if (!revoking) {
            ids.add(id);
        }
        return new Step(
                some(random),
                revoking,
                id,
                page(random.nextInt(PAGES)),
                random.nextInt(8) == 0 ? null : some(random),
                random.nextInt(5) < 2 ? FULL : 1 + random.nextInt(3));
    }

    private static PrincipalId some(Random random) {
        return PEOPLE.get(random.nextInt(PEOPLE.size()));
    }

    private static UUID page(int number) {
        return new UUID(0xC, number);
    }

    private static PrincipalId owner(UUID page) {
        return PEOPLE.get((int) page.getLeastSignificantBits());
    }

    private List<String> reached(PrincipalId who, int atLeast) {
        return IntStream.range(0, PAGES)
                .mapToObj(ShareModelIT::page)
                .filter(page -> level(who, page) >= atLeast)
                .map(UUID::toString)
                .toList();
    }

    private int level(PrincipalId who, UUID page) {
        return owner(page).equals(who)
                ? FULL
                : rows.values().stream()
                        .filter(row -> row.opens(page, who))
                        .mapToInt(Row::level)
                        .max()
                        .orElse(0);
    }

    private String applied(Step step) {
        return step.revoking() ? revoked(step) : shared(step);
    }

    private String shared(Step step) {
        int own = level(step.who(), step.page());
        if (own < FULL) {
            return own == 0 ? "absent" : "above own";
        }
        UUID from =
                owner(step.page()).equals(step.who())
                        ? null
                        : rows.values().stream()
                                .filter(row -> row.opens(step.page(), step.who()))
                                .filter(row -> row.level() == FULL)
                                .map(Row::id)
                                .min(Comparator.comparing(UUID::toString))
                                .orElseThrow();
        rows.put(
                step.id(),
                new Row(step.id(), step.page(), step.whom(), step.level(), step.who(), from));
        return "done";
    }

    private String revoked(Step step) {
        Row row = rows.get(step.id());
        boolean may =
                row != null
                        && (row.by().equals(step.who())
                                || step.who().equals(row.whom())
                                || owner(row.page()).equals(step.who()));
        if (may) {
            remove(step.id());
        }
        return may ? "done" : "absent";
    }

    private void remove(UUID id) {
        rows.remove(id);
        rows.values().stream()
                .filter(row -> id.equals(row.from()))
                .map(Row::id)
                .toList()
                .forEach(this::remove);
    }

    /**
     * @param whom null for everybody
     * @param from null if the giver owns the page
     */
    private record Row(
            UUID id,
            UUID page,
            @Nullable PrincipalId whom,
            int level,
            PrincipalId by,
            @Nullable UUID from) {

        private boolean opens(UUID asked, PrincipalId who) {
            return page.equals(asked) && (whom == null || whom.equals(who));
        }
    }

    private record Step(
            PrincipalId who,
            boolean revoking,
            UUID id,
            UUID page,
            @Nullable PrincipalId whom,
            int level)
            implements Interleaved.Act {

        @Override
        public String ask(Connection connection) throws SQLException {
            List<String> answer =
                    revoking
                            ? Sql.list(connection, "select bailiwick_authority.revoke_share(?)", id)
                            : Sql.list(
                                    connection,
                                    "select bailiwick_authority.share_resource(?, 'page', ?, ?,"
                                            + " ?::text, null, null)",
                                    id,
                                    page,
                                    level,
                                    whom == null ? null : whom.text());
            return answer.getFirst();
        }
    }
}
