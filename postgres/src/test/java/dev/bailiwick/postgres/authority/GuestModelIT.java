package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BOLT;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.EVE;

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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * What four clients do at once on both sides: Ann and Cat of Acme share pages with Bolt and revoke
 * that, Eve of Bolt accepts and refuses, she and Gus open, and Gus is suspended and taken back.
 * Afterwards guests read what a plain model says.
 */
class GuestModelIT {

    private static final PrincipalId GUS = League.person(7);
    private static final List<PrincipalId> GIVERS = List.of(ANN, CAT);

    /** Of each giver: what is shared once more is the share that there is. */
    private static final int PAGES = 8;

    private static final List<PrincipalId> GUESTS = List.of(EVE, GUS);

    /**
     * One order for what both sides do, so that it can be replayed; and what is Bolt's to decide.
     */
    private static final String FIXTURES =
            """
            create function in_order() returns void language sql security definer as $$
                select bailiwick_authority.lock_tenant('%s')
            $$;
            create function set_gus(changed text) returns text language sql security definer as $$
                update bailiwick_authority.membership m set status = changed where m.principal_id = '%s' returning 'done'
            $$;
            grant execute on function in_order(), set_gus(text) to league_app;
            """
                    .formatted(ACME, GUS);

    private final List<UUID> ids = new CopyOnWriteArrayList<>(List.of(new UUID(0, 0)));
    private final Map<UUID, Given> shares = new HashMap<>();
    private boolean active = true;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void guestsReadWhatBothSidesAgreedOnAndTheyOpened(long seed) throws Exception {
        TestDatabase database = League.database();
        ScopedDataSource scoped = League.scoped(database);
        prepare(database);

        List<Taken<Step>> steps = Interleaved.acts(database, 250, seed, this::next);

        boolean read = false;
        for (Taken<Step> step : steps) {
            assertThat(step.word()).as("%s of seed %s", step, seed).isEqualTo(applied(step.act()));
            read |= !reads(GUS).isEmpty() || !reads(EVE).isEmpty();
        }
        assertThat(read).as("somebody read something").isTrue();
        for (PrincipalId guest : GUESTS) {
            assertThat(Sql.list(scoped, new Scope.Guest(ACME, BOLT, guest), "select id from page"))
                    .as("what %s reads in seed %s", guest, seed)
                    .containsExactlyInAnyOrderElementsOf(reads(guest));
        }
    }

    private static void prepare(TestDatabase database) throws SQLException {
        database.asSuperuser(
                FIXTURES,
                "insert into bailiwick_authority.principal values ('%s')".formatted(GUS),
                "insert into bailiwick_authority.membership (tenant_id, principal_id, roles) values ('%s', '%s', '{member}')"
                        .formatted(BOLT, GUS),
                "update bailiwick_authority.membership set custom = '{SHARE_OUTSIDE}' where principal_id = '%s'"
                        .formatted(CAT));
        for (PrincipalId giver : GIVERS) {
            for (int n = 0; n < PAGES; n++) {
                database.asSuperuser(
                        "insert into page (tenant_id, id, author_id, title) values ('%s', '%s', '%s', 'x')"
                                .formatted(ACME, page(giver, n), giver));
            }
        }
    }

    private static UUID page(PrincipalId giver, int n) {
        return new UUID(0xC + GIVERS.indexOf(giver), n);
    }

    private Step next(Random random) {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        UUID id =
                kind == Kind.SHARE
                        ? new UUID(random.nextLong(), 1)
                        : ids.get(Math.max(0, ids.size() - 1 - random.nextInt(6)));
        if (kind == Kind.SHARE) {
            ids.add(id);
        }
        PrincipalId who =
                switch (kind) {
                    case SHARE, REVOKE -> GIVERS.get(random.nextInt(2));
                    case ACCEPT, ACCEPT_TOO, SUSPEND, RESUME -> EVE;
                    case REFUSE, OPEN, OPEN_TOO, OPEN_ALSO -> GUESTS.get(random.nextInt(2));
                };
        PrincipalId owner =
                GIVERS.contains(who) && random.nextInt(4) > 0 ? who : GIVERS.get(random.nextInt(2));
        return new Step(who, kind, id, page(owner, random.nextInt(PAGES)));
    }

    private Set<String> reads(PrincipalId guest) {
        Set<String> read = new TreeSet<>();
        for (Given given : shares.values()) {
            if (isActive(guest) && !given.over() && given.opened().contains(guest)) {
                read.add(given.page().toString());
            }
        }
        return read;
    }

    private boolean isActive(PrincipalId guest) {
        return active || guest.equals(EVE);
    }

    private String applied(Step step) {
        Given given = shares.get(step.id());
        return switch (step.kind()) {
            case SHARE -> {
                if (step.page().getMostSignificantBits()
                        != page(step.who(), 0).getMostSignificantBits()) {
                    yield "absent";
                }
                UUID shared =
                        shares.entrySet().stream()
                                .filter(one -> one.getValue().isOpenOf(step.page()))
                                .map(Map.Entry::getKey)
                                .findFirst()
                                .orElse(step.id());
                shares.putIfAbsent(shared, new Given(step.page(), false, false, new HashSet<>()));
                yield shared.toString();
            }
            // either of them, since what goes outside is ended by who may share so
            case REVOKE -> changed(step.id(), given, Given::ended);
            case ACCEPT, ACCEPT_TOO -> changed(step.id(), given, Given::agreed);
            case REFUSE -> {
                if (step.who().equals(GUS)) {
                    yield "forbidden";
                }
                yield changed(step.id(), given, Given::ended);
            }
            case OPEN, OPEN_TOO, OPEN_ALSO -> opened(step.who(), given);
            case SUSPEND, RESUME -> {
                active = step.kind() == Kind.RESUME;
                yield "done";
            }
        };
    }

    private String changed(UUID id, @Nullable Given given, UnaryOperator<Given> change) {
        if (given == null || given.over()) {
            return "absent";
        }
        shares.put(id, change.apply(given));
        return "done";
    }

    private String opened(PrincipalId who, @Nullable Given given) {
        if (given == null || !isActive(who)) {
            return "unknown";
        } else if (given.over()) {
            return "over";
        } else if (!given.accepted()) {
            return "not accepted";
        }
        given.opened().add(who);
        return "opened";
    }

    private enum Kind {
        SHARE,
        REVOKE,
        ACCEPT,
        ACCEPT_TOO,
        REFUSE,
        OPEN,
        OPEN_TOO,
        OPEN_ALSO,
        SUSPEND,
        RESUME
    }

    private record Given(UUID page, boolean accepted, boolean over, Set<PrincipalId> opened) {

        private boolean isOpenOf(UUID other) {
            return page.equals(other) && !over;
        }

        private Given agreed() {
            return new Given(page, true, over, opened);
        }

        private Given ended() {
            return new Given(page, accepted, true, opened);
        }
    }

    private record Step(PrincipalId who, Kind kind, UUID id, UUID page) implements Interleaved.Act {

        @Override
        public Scope scope() {
            return League.in(GIVERS.contains(who) ? ACME : BOLT, who);
        }

        @Override
        public String ask(Connection connection) throws SQLException {
            Sql.list(connection, "select league.in_order()");
            List<String> answer =
                    switch (kind) {
                        case SHARE ->
                                Sql.list(
                                        connection,
                                        "select bailiwick_authority.share_outside(?, 'page', ?, 1,"
                                                + " null, ?, null)",
                                        id,
                                        page,
                                        BOLT.text());
                        case REVOKE ->
                                Sql.list(
                                        connection,
                                        "select bailiwick_authority.revoke_share(?)",
                                        id);
                        case ACCEPT, ACCEPT_TOO, REFUSE ->
                                Sql.list(
                                        connection,
                                        "select bailiwick_authority.answer_offer(?, ?, ?)",
                                        ACME.text(),
                                        id,
                                        kind != Kind.REFUSE);
                        case OPEN, OPEN_TOO, OPEN_ALSO ->
                                Sql.list(
                                        connection,
                                        "select word from bailiwick_authority.open_offer(?, ?)",
                                        ACME.text(),
                                        id);
                        case SUSPEND, RESUME ->
                                Sql.list(
                                        connection,
                                        "select league.set_gus(?)",
                                        kind == Kind.RESUME ? "active" : "suspended");
                    };
            return answer.getFirst();
        }
    }
}
