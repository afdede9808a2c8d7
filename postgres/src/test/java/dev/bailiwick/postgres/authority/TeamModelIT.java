package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.FAY;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.postgres.authority.Interleaved.Taken;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * What four clients do at once with teams, replayed on a tree of which each node knows its parent.
 */
class TeamModelIT {

    private static final List<PrincipalId> PEOPLE = List.of(ANN, BEN, CAT, DAN, FAY);
    private static final int TEAMS = 9;
    private static final String PATHS =
            "select ancestor_id || ' ' || descendant_id || ' ' || depth from"
                    + " bailiwick_authority.team_path";

    private static final int SEEDS = 200;

    private final Map<UUID, UUID> parents = new HashMap<>();
    private final Set<UUID> teams = new HashSet<>();
    private final Map<UUID, Set<PrincipalId>> members = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void teamsAreWhatTheTreeSays(long seed) throws Exception {
        TestDatabase database = League.database();
        Interleaved.prepare(database);
        agrees(League.scoped(database), 60, seed);
    }

    /** Many short ones, in one database that is emptied in between. */
    @Test
    void teamsAreWhatTheTreeSaysFromManySeeds() throws Exception {
        TestDatabase database = League.database();
        Interleaved.prepare(database);
        try (HikariDataSource pool = new HikariDataSource();
                Connection superuser = database.as("postgres").getConnection()) {
            pool.setDataSource(database.app());
            DataSource scoped = ScopedDataSource.of(pool, League.WALL);
            for (long seed = 1; seed <= SEEDS; seed++) {
                agrees(scoped, 8, seed);
                Sql.execute(superuser, "delete from bailiwick_authority.team");
                parents.clear();
                teams.clear();
                members.clear();
            }
        }
    }

    private void agrees(DataSource scoped, int each, long seed) throws Exception {
        List<Taken<Step>> steps = Interleaved.acts(scoped, each, seed, TeamModelIT::next);

        for (Taken<Step> step : steps) {
            assertThat(step.word()).as("%s of seed %s", step, seed).isEqualTo(applied(step.act()));
        }
        assertThat(Sql.list(scoped, League.in(ACME, ANN), PATHS))
                .as("the paths of seed %s", seed)
                .containsExactlyInAnyOrderElementsOf(paths());
        for (PrincipalId who : PEOPLE) {
            assertThat(
                            Sql.list(
                                    scoped,
                                    League.in(ACME, who),
                                    "select unnest(bailiwick_authority.teams())"))
                    .as("what %s reaches in seed %s", who, seed)
                    .containsExactlyInAnyOrderElementsOf(reachedBy(who));
        }
    }

    private static Step next(Random random) {
        List<Kind> kinds = List.of(Kind.values());
        return new Step(
                PEOPLE.get(random.nextInt(2)),
                kinds.get(random.nextInt(kinds.size())),
                team(random),
                random.nextInt(4) == 0 ? null : team(random),
                PEOPLE.get(random.nextInt(PEOPLE.size())));
    }

    private static UUID team(Random random) {
        return new UUID(7, random.nextInt(TEAMS));
    }

    private String applied(Step step) {
        UUID team = step.team();
        UUID parent = step.parent();
        return switch (step.kind()) {
            case MAKE -> {
                if (teams.contains(team)) {
                    yield "there";
                } else if (parent != null && !teams.contains(parent)) {
                    yield "absent";
                }
                teams.add(team);
                hang(team, parent);
                yield "done";
            }
            case MOVE -> {
                if (!teams.contains(team) || (parent != null && !teams.contains(parent))) {
                    yield "absent";
                } else if (parent != null && above(parent).contains(team)) {
                    yield "cycle";
                }
                hang(team, parent);
                yield "done";
            }
            case REMOVE -> {
                if (parents.containsValue(team)) {
                    yield "has teams";
                }
                parents.remove(team);
                members.remove(team);
                yield teams.remove(team) ? "done" : "absent";
            }
            case JOIN -> {
                if (!teams.contains(team)) {
                    yield "absent";
                } else if (step.whom().equals(FAY)) {
                    yield "no member";
                }
                members.computeIfAbsent(team, _ -> new HashSet<>()).add(step.whom());
                yield "done";
            }
            case LEAVE ->
                    members.getOrDefault(team, new HashSet<>()).remove(step.whom())
                            ? "done"
                            : "absent";
        };
    }

    private void hang(UUID team, @Nullable UUID parent) {
        if (parent == null) {
            parents.remove(team);
        } else {
            parents.put(team, parent);
        }
    }

    /** The team itself first. */
    private List<UUID> above(UUID team) {
        List<UUID> above = new ArrayList<>();
        for (UUID next = team; next != null; next = parents.get(next)) {
            above.add(next);
        }
        return above;
    }

    private List<String> paths() {
        List<String> paths = new ArrayList<>();
        for (UUID team : teams) {
            List<UUID> above = above(team);
            for (int depth = 0; depth < above.size(); depth++) {
                paths.add(above.get(depth) + " " + team + " " + depth);
            }
        }
        return paths;
    }

    private List<String> reachedBy(PrincipalId who) {
        return teams.stream()
                .filter(
                        team ->
                                above(team).stream()
                                        .anyMatch(
                                                one ->
                                                        members.getOrDefault(one, Set.of())
                                                                .contains(who)))
                .map(UUID::toString)
                .toList();
    }

    private enum Kind {
        MAKE,
        MOVE,
        REMOVE,
        JOIN,
        LEAVE
    }

    private record Step(
            PrincipalId who, Kind kind, UUID team, @Nullable UUID parent, PrincipalId whom)
            implements Interleaved.Act {

        @Override
        public String ask(Connection connection) throws SQLException {
            List<String> answer =
                    switch (kind) {
                        case MAKE -> made(connection);
                        case MOVE ->
                                Sql.list(
                                        connection,
                                        "select bailiwick_authority.move_team(?, ?::uuid)",
                                        team,
                                        parent);
                        case REMOVE ->
                                Sql.list(
                                        connection,
                                        "select bailiwick_authority.remove_team(?)",
                                        team);
                        case JOIN ->
                                Sql.list(
                                        connection,
                                        "select bailiwick_authority.join_team(?, ?)",
                                        team,
                                        whom.text());
                        case LEAVE ->
                                Sql.list(
                                        connection,
                                        "select bailiwick_authority.leave_team(?, ?)",
                                        team,
                                        whom.text());
                    };
            return answer.getFirst();
        }

        /**
         * Ids are new ones in an application; so it is looked, behind the lock, whether this is.
         */
        private List<String> made(Connection connection) throws SQLException {
            Sql.list(
                    connection,
                    "select bailiwick_authority.leave_team(?, ?)",
                    new UUID(0, 0),
                    who.text());
            boolean there =
                    !Sql.list(
                                    connection,
                                    "select id from bailiwick_authority.team where id = ?",
                                    team)
                            .isEmpty();
            return there
                    ? List.of("there")
                    : Sql.list(
                            connection,
                            "select bailiwick_authority.make_team(?, ?::uuid, 'team', null)",
                            team,
                            parent);
        }
    }
}
