package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.BOLT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.EVE;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.postgres.authority.Interleaved.Taken;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
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
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * As {@link GuestModelIT}, and with links, addresses and members who open; but nobody takes a lock
 * that the functions do not take: an opening or an answer falls anywhere into a revocation, a
 * suspension or another opening. What is judged is the end. What was revoked or refused is so for
 * good, and nothing else ends what was opened, so it does not matter what came before what.
 */
class UnorderedModelIT {

    private static final PrincipalId GUS = League.person(7);
    private static final List<PrincipalId> GUESTS = List.of(EVE, GUS);
    private static final List<PrincipalId> MEMBERS = List.of(BEN, DAN);

    /** So many that hardly any is shared twice: that would be the share that there is. */
    private static final int PAGES = 400;

    private static final String FIXTURES =
            """
            create function set_gus(changed text) returns text language sql security definer as $$
                update bailiwick_authority.membership m set status = changed where m.principal_id = '%s' returning 'done'
            $$;
            grant execute on function set_gus(text) to league_app;
            """
                    .formatted(GUS);

    private final List<UUID> ids = new CopyOnWriteArrayList<>(List.of(new UUID(0, 0)));
    private TestDatabase database;
    private ScopedDataSource scoped;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        scoped = League.scoped(database);
        prepare();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatIsOpenInTheEndIsWhatWasOpenedAndNotEnded(long seed) throws Exception {
        List<Taken<Step>> steps = Interleaved.acts(database, 250, seed, this::next);

        Map<UUID, UUID> pages = new HashMap<>();
        Set<UUID> over = new HashSet<>();
        Map<UUID, Set<PrincipalId>> opened = new HashMap<>();
        for (Taken<Step> step : steps) {
            Step act = step.act();
            switch (act.kind()) {
                case TO_BOLT, TO_EVE, ONCE, ONCE_INSIDE -> pages.put(act.id(), act.page());
                case REVOKE, REFUSE -> {
                    if (step.word().equals("done")) {
                        over.add(act.id());
                    }
                }
                case OPEN -> {
                    if (step.word().equals("opened")) {
                        opened.computeIfAbsent(act.id(), _ -> new HashSet<>()).add(act.who());
                    }
                }
                case ACCEPT, SUSPEND, RESUME -> {}
            }
        }
        assertThat(opened).as("something was opened in seed %s", seed).isNotEmpty();
        assertOnce(opened);
        for (PrincipalId who : List.of(EVE, GUS, BEN, DAN)) {
            Set<String> expected = new TreeSet<>();
            opened.forEach(
                    (share, by) -> {
                        if (by.contains(who) && !over.contains(share)) {
                            expected.add(String.valueOf(pages.get(share)));
                        }
                    });
            assertThat(reads(who))
                    .as("what %s reads in seed %s", who, seed)
                    .isEqualTo(who.equals(GUS) && !isActive() ? Set.of() : expected);
        }
    }

    /** Whatever was answered, and whatever stands in the database. */
    private void assertOnce(Map<UUID, Set<PrincipalId>> opened) throws SQLException {
        Set<String> forOnce = new HashSet<>();
        try (Connection connection = database.as("postgres").getConnection()) {
            forOnce.addAll(
                    Sql.list(connection, "select id from bailiwick_authority.share where once"));
        }
        assertThat(opened)
                .allSatisfy(
                        (share, by) -> {
                            if (forOnce.contains(share.toString())) {
                                assertThat(by).as("who opened %s", share).hasSize(1);
                            }
                        });
    }

    private Set<String> reads(PrincipalId who) throws SQLException {
        Scope scope =
                GUESTS.contains(who) ? new Scope.Guest(ACME, BOLT, who) : League.in(ACME, who);
        return new TreeSet<>(Sql.list(scoped, scope, "select id from page"));
    }

    private boolean isActive() throws SQLException {
        return League.number(
                        database,
                        "select count(*) from bailiwick_authority.membership where status = 'active' and principal_id = '%s'"
                                .formatted(GUS))
                == 1;
    }

    private void prepare() throws SQLException {
        List<String> rows = new ArrayList<>();
        rows.add(FIXTURES);
        rows.add("insert into bailiwick_authority.principal values ('%s')".formatted(GUS));
        rows.add(
                "insert into bailiwick_authority.membership (tenant_id, principal_id, roles) values ('%s', '%s', '{member}')"
                        .formatted(BOLT, GUS));
        for (int n = 0; n < PAGES; n++) {
            rows.add(
                    "insert into page (tenant_id, id, author_id, title) values ('%s', '%s', '%s', 'x')"
                            .formatted(ACME, new UUID(0xC, n), ANN));
        }
        database.asSuperuser(rows.toArray(String[]::new));
    }

    private Step next(Random random) {
        Kind kind = Kind.of(random.nextInt(16));
        boolean makes = kind.makes;
        UUID id =
                makes
                        ? new UUID(random.nextLong(), 1)
                        : ids.get(Math.max(0, ids.size() - 1 - random.nextInt(5)));
        if (makes) {
            ids.add(id);
        }
        PrincipalId who =
                switch (kind) {
                    case TO_BOLT, TO_EVE, ONCE, ONCE_INSIDE, REVOKE -> ANN;
                    case ACCEPT, REFUSE, SUSPEND, RESUME -> EVE;
                    case OPEN ->
                            random.nextBoolean()
                                    ? GUESTS.get(random.nextInt(2))
                                    : MEMBERS.get(random.nextInt(2));
                };
        return new Step(who, kind, id, new UUID(0xC, random.nextInt(PAGES)));
    }

    private enum Kind {
        TO_BOLT(true),
        TO_EVE(true),
        ONCE(true),
        ONCE_INSIDE(true),
        REVOKE(false),
        ACCEPT(false),
        REFUSE(false),
        OPEN(false),
        SUSPEND(false),
        RESUME(false);

        private final boolean makes;

        Kind(boolean makes) {
            this.makes = makes;
        }

        /** More openings and answers than anything else. */
        private static Kind of(int number) {
            return number < values().length ? values()[number] : number < 13 ? OPEN : ACCEPT;
        }
    }

    private record Step(PrincipalId who, Kind kind, UUID id, UUID page) implements Interleaved.Act {

        @Override
        public Scope scope() {
            return League.in(GUESTS.contains(who) ? BOLT : ACME, who);
        }

        @Override
        public String ask(Connection connection) throws SQLException {
            String hash = "sha256(cast(cast(? as uuid) as text)::bytea)";
            return switch (kind) {
                case TO_BOLT ->
                        asked(
                                connection,
                                "share_outside(?, 'page', ?, 1, null, ?, 86400)",
                                id,
                                page,
                                BOLT.text());
                case TO_EVE ->
                        asked(
                                connection,
                                "share_outside(?, 'page', ?, 1, ?, null, 86400)",
                                id,
                                page,
                                League.address(EVE));
                case ONCE, ONCE_INSIDE ->
                        asked(
                                connection,
                                "share_link(?, 'page', ?, 1, %s, true, ?, 86400)".formatted(hash),
                                id,
                                page,
                                id,
                                kind == Kind.ONCE);
                case REVOKE -> asked(connection, "revoke_share(?)", id);
                case ACCEPT, REFUSE ->
                        asked(
                                connection,
                                "answer_offer(?, ?, ?)",
                                ACME.text(),
                                id,
                                kind == Kind.ACCEPT);
                case OPEN -> opened(connection, hash);
                case SUSPEND, RESUME ->
                        Sql.list(
                                        connection,
                                        "select league.set_gus(?)",
                                        kind == Kind.RESUME ? "active" : "suspended")
                                .getFirst();
            };
        }

        /** By the token if it is a link; else what is offered. */
        private String opened(Connection connection, String hash) throws SQLException {
            String word =
                    Sql.list(
                                    connection,
                                    "select word from bailiwick_authority.open_link(%s)"
                                            .formatted(hash),
                                    id)
                            .getFirst();
            return word.equals("unknown")
                    ? Sql.list(
                                    connection,
                                    "select word from bailiwick_authority.open_offer(?, ?)",
                                    ACME.text(),
                                    id)
                            .getFirst()
                    : word;
        }

        private static String asked(Connection connection, String call, Object... arguments)
                throws SQLException {
            return Sql.list(connection, "select bailiwick_authority." + call, arguments).getFirst();
        }
    }
}
