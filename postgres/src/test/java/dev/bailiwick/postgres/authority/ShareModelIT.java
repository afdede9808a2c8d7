package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.ShareModel.FULL;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.authority.TeamId;
import dev.bailiwick.postgres.authority.Interleaved.Taken;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/**
 * What four clients share and revoke at once, while others of them join, leave and move teams, are
 * suspended, expelled and taken in again, open links, and shares expire; replayed on {@link
 * ShareModel}. Afterwards lists, gets and updates by SQL reach what the model says.
 */
class ShareModelIT {

    private static final List<PrincipalId> PEOPLE = List.of(ANN, BEN, CAT, DAN);
    private static final int PAGES = 3;
    private static final int TEAMS = 3;
    private static final int VIEW = 1;
    private static final int EDIT = 3;

    /** What no function does: end a share by its time, and take somebody in who has left. */
    private static final String FIXTURES =
            """
            create function expire(which uuid) returns text language plpgsql security definer as $$
            begin
                perform bailiwick_authority.lock_tenant(bailiwick.tenant());
                update bailiwick_authority.share s set expires_at = '2001-01-01'
                where s.tenant_id = bailiwick.tenant() and s.id = which;
                return 'done';
            end $$;
            create function enrol(whom text) returns text language plpgsql security definer as $$
            begin
                perform bailiwick_authority.lock_tenant(bailiwick.tenant());
                insert into bailiwick_authority.membership (tenant_id, principal_id, roles)
                values (bailiwick.tenant(), whom::uuid, '{member}') on conflict do nothing;
                return 'done';
            end $$;
            grant execute on function expire(uuid), enrol(text) to league_app;
            """;

    /** Ann, the owner, may all that is not about shares, and always. */
    private static final Set<Kind> OWNERS_ALONE =
            EnumSet.of(
                    Kind.EXPIRE,
                    Kind.JOIN,
                    Kind.LEAVE,
                    Kind.MOVE,
                    Kind.SUSPEND,
                    Kind.RESUME,
                    Kind.RESUME_TOO,
                    Kind.END,
                    Kind.ENROL);

    private final List<UUID> ids = new CopyOnWriteArrayList<>(List.of(new UUID(0, 0)));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatIsReachedIsWhatIsShared(long seed) throws Exception {
        TestDatabase database = League.database();
        ScopedDataSource scoped = League.scoped(database);
        ShareModel model = prepared(database, new Teams(scoped));

        List<Taken<Step>> steps = Interleaved.acts(database, 160, seed, this::next);

        boolean ended = false;
        boolean kept = false;
        for (Taken<Step> step : steps) {
            assertThat(step.word()).as("%s of seed %s", step, seed).isEqualTo(step.act().on(model));
            ended |= model.givenOn(false);
            kept |= model.givenOn(true);
        }
        assertThat(ended && kept).as("something given on ended, and something counted").isTrue();
        for (PrincipalId who : PEOPLE) {
            Scope scope = League.in(ACME, who);
            assertThat(Sql.list(scoped, scope, "select id from page"))
                    .as("the list of %s in seed %s", who, seed)
                    .containsExactlyInAnyOrderElementsOf(reached(model, who, VIEW));
            assertThat(Sql.list(scoped, scope, "update page set title = 'y' returning id"))
                    .as("the update of %s in seed %s", who, seed)
                    .containsExactlyInAnyOrderElementsOf(reached(model, who, EDIT));
            for (int page = 0; page < PAGES; page++) {
                assertThat(Sql.list(scoped, scope, "select id from page where id = ?", page(page)))
                        .hasSize(own(model, who, page) >= VIEW ? 1 : 0);
            }
        }
    }

    private static ShareModel prepared(TestDatabase database, Teams teams) throws SQLException {
        Map<UUID, PrincipalId> owners = new HashMap<>();
        database.asSuperuser(FIXTURES, "update bailiwick_authority.tenant_limit set used = 100");
        for (int page = 0; page < PAGES; page++) {
            owners.put(page(page), PEOPLE.get(page));
            database.asSuperuser(
                    "insert into page (tenant_id, id, author_id, title) values ('%s', '%s', '%s', 'x')"
                            .formatted(ACME, page(page), PEOPLE.get(page)));
        }
        Set<UUID> made = new HashSet<>();
        for (int team = 0; team < TEAMS; team++) {
            UUID id = new UUID(7, team);
            made.add(id);
            League.as(ANN, () -> teams.make(new TeamId(id), "team", null));
        }
        return new ShareModel(owners, Set.copyOf(PEOPLE), made);
    }

    /** Owners' rows are read by their policy, whether they are members or not. */
    private static int own(ShareModel model, PrincipalId who, int page) {
        return PEOPLE.get(page).equals(who) ? FULL : model.level(who, page(page));
    }

    private static List<String> reached(ShareModel model, PrincipalId who, int atLeast) {
        return IntStream.range(0, PAGES)
                .filter(page -> own(model, who, page) >= atLeast)
                .mapToObj(page -> page(page).toString())
                .toList();
    }

    private static UUID page(int number) {
        return new UUID(0xC, number);
    }

    private Step next(Random random) {
        int die = random.nextInt(20);
        Kind kind =
                die < 9
                        ? Kind.SHARE
                        : die < 11
                                ? Kind.REVOKE
                                : Kind.values()[2 + random.nextInt(Kind.values().length - 2)];
        UUID id =
                kind == Kind.SHARE
                        ? new UUID(random.nextLong(), 1)
                        : ids.get(random.nextInt(ids.size()));
        if (kind == Kind.SHARE) {
            ids.add(id);
        }
        UUID team = new UUID(7, random.nextInt(TEAMS));
        PrincipalId whom = PEOPLE.get(random.nextInt(PEOPLE.size()));
        int target = random.nextInt(10);
        PrincipalId who =
                OWNERS_ALONE.contains(kind) ? ANN : PEOPLE.get(random.nextInt(PEOPLE.size()));
        int own = PEOPLE.indexOf(who);
        return new Step(
                who,
                kind,
                id,
                page(own < PAGES && random.nextInt(3) == 0 ? own : random.nextInt(PAGES)),
                new ShareModel.Target(
                        target < 5 ? whom : null,
                        target >= 5 && target < 7 ? team : null,
                        target == 7 || target == 8,
                        target == 8),
                random.nextInt(5) < 3 ? FULL : 1 + random.nextInt(3),
                team,
                random.nextInt(3) == 0 ? null : new UUID(7, random.nextInt(TEAMS)),
                PEOPLE.get(2 + random.nextInt(2)));
    }

    private enum Kind {
        SHARE,
        REVOKE,
        EXPIRE,
        JOIN,
        LEAVE,
        MOVE,
        SUSPEND,
        RESUME,
        RESUME_TOO,
        END,
        ENROL,
        OPEN,
        OPEN_TOO,
        OPEN_ALSO
    }

    /**
     * @param whom is suspended, expelled, put into the team and the like
     */
    private record Step(
            PrincipalId who,
            Kind kind,
            UUID id,
            UUID page,
            ShareModel.Target target,
            int level,
            UUID team,
            @Nullable UUID parent,
            PrincipalId whom)
            implements Interleaved.Act {

        private String on(ShareModel model) {
            return switch (kind) {
                case SHARE -> model.share(id, who, page, target, level);
                case REVOKE -> model.revoke(id, who);
                case EXPIRE -> model.expire(id);
                case JOIN -> model.join(team, whom);
                case LEAVE -> model.leave(team, whom);
                case MOVE -> model.move(team, parent);
                case SUSPEND -> model.suspend(whom);
                case RESUME, RESUME_TOO -> model.resume(whom);
                case END -> model.end(whom);
                case ENROL -> model.enrol(whom);
                case OPEN, OPEN_TOO, OPEN_ALSO -> model.open(id, who);
            };
        }

        @Override
        public String ask(Connection connection) throws SQLException {
            List<String> answer =
                    switch (kind) {
                        case SHARE -> shared(connection);
                        case REVOKE -> asked(connection, "revoke_share(?)", id);
                        case EXPIRE -> Sql.list(connection, "select league.expire(?)", id);
                        case JOIN -> asked(connection, "join_team(?, ?)", team, whom.text());
                        case LEAVE -> asked(connection, "leave_team(?, ?)", team, whom.text());
                        case MOVE -> asked(connection, "move_team(?, ?::uuid)", team, parent);
                        case SUSPEND -> status(connection, "suspended");
                        case RESUME, RESUME_TOO -> status(connection, "active");
                        case END -> asked(connection, "end_membership(?)", whom.text());
                        case ENROL -> Sql.list(connection, "select league.enrol(?)", whom.text());
                        case OPEN, OPEN_TOO, OPEN_ALSO -> opened(connection);
                    };
            return answer.getFirst();
        }

        private List<String> shared(Connection connection) throws SQLException {
            if (target.link()) {
                return asked(
                        connection,
                        "share_link(?, 'page', ?, ?, sha256(convert_to(?, 'UTF8')), ?, false,"
                                + " null)",
                        id,
                        page,
                        level,
                        id.toString(),
                        target.once());
            }
            PrincipalId member = target.member();
            return asked(
                    connection,
                    "share_resource(?, 'page', ?, ?, ?::text, ?::uuid, null)",
                    id,
                    page,
                    level,
                    member == null ? null : member.text(),
                    target.team());
        }

        /** Behind the lock, which a link that is not there does not wait for. */
        private List<String> opened(Connection connection) throws SQLException {
            asked(connection, "leave_team(?, ?)", new UUID(0, 0), who.text());
            return Sql.list(
                    connection,
                    "select word from bailiwick_authority.open_link(sha256(convert_to(?, 'UTF8')))",
                    id.toString());
        }

        private List<String> status(Connection connection, String status) throws SQLException {
            return asked(connection, "set_member_status(?, ?)", whom.text(), status);
        }

        private static List<String> asked(
                Connection connection, String call, @Nullable Object... arguments)
                throws SQLException {
            return Sql.list(connection, "select bailiwick_authority." + call, arguments);
        }
    }
}
