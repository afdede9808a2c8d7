package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BOLT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.EVE;
import static dev.bailiwick.postgres.authority.League.WALL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.core.AuditFailedException;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.core.authority.Limit;
import dev.bailiwick.core.authority.ShareLevel;
import dev.bailiwick.core.authority.TeamId;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Guests who enter, maintenance within a tenant, and what is refused beside, on record. */
class CrossingTrailIT {

    private static final UUID PLAN = new UUID(0xA, 1);
    private static final TenantId NOWHERE = new TenantId(new UUID(9, 9));
    private static final Scope.Maintenance REPAIR =
            new Scope.Maintenance("repair", Duration.ofSeconds(30));

    private static final String REPAIRED = " maintenance repair host/1 league_maint";

    private final List<String> told = new ArrayList<>();

    private TestDatabase database;
    private ScopedDataSource scoped;
    private Shares shares;
    private ReceivedShares received;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        MaintenanceTrail runs = new MaintenanceTrail(database.as("league_maint"), "host/1");
        scoped =
                ScopedDataSource.of(database.app(), WALL)
                        .or(ScopedDataSource.maintenance(database.as("league_maint"), runs))
                        .or(ScopedDataSource.guests(database.as("league_guests"), WALL))
                        .recordingCrossings(
                                new AuditTrail(ScopedDataSource.of(database.app(), WALL)));
        shares = new Shares(scoped, WALL, this::tell);
        received = new ReceivedShares(scoped, this::tell);
        database.asSuperuser(
                "insert into page (tenant_id, id, author_id, title) values ('%s', '%s', '%s', 'plan')"
                        .formatted(ACME, PLAN, ANN));
    }

    private void tell(@Nullable Scope scope, Rule rule) {
        told.add((scope == null ? "nobody" : scope.described()) + ": " + rule);
    }

    private List<String> recorded(String columns, String kind) throws SQLException {
        try (Connection connection = database.as("postgres").getConnection()) {
            return Sql.list(
                    connection,
                    "select %s from bailiwick_authority.audit where kind = '%s' order by at, id"
                            .formatted(columns, kind));
        }
    }

    private Token link() throws SQLException {
        ShareTarget outside = ShareTarget.Link.inside().alsoOutside();
        Shared shared =
                League.as(
                        ANN,
                        () -> shares.share(shares.type("page"), PLAN, outside, ShareLevel.VIEW));
        return ((Shared.Linked) shared).token();
    }

    private List<String> titles(Scope scope) throws SQLException {
        return Sql.list(scoped, scope, "select title from page");
    }

    private List<String> entries() throws SQLException {
        return recorded("concat_ws(' ', tenant_id, principal_id, what, object)", "crossed");
    }

    @Test
    void aGuestWhoEntersIsOnRecordInTheHostAndAtHomeOnceAMinute() throws SQLException {
        Token token = link();
        Scopes.call(League.in(BOLT, EVE), () -> received.open(token));
        database.asSuperuser("delete from bailiwick_authority.audit where what = 'share.opened'");
        Scope.Guest eve = new Scope.Guest(ACME, BOLT, EVE);

        assertThat(titles(eve)).containsExactly("plan");
        assertThat(titles(eve)).containsExactly("plan");

        String from = "%s %s guest.from %s".formatted(ACME, EVE, BOLT);
        String at = "%s %s guest.at %s".formatted(BOLT, EVE, ACME);
        assertThat(entries()).containsExactly(from, at);
        database.asSuperuser(
                League.WITHOUT_TRIGGERS,
                "update bailiwick_authority.audit set at = at - interval '61 seconds' where kind ="
                        + " 'crossed'");
        titles(eve);
        assertThat(entries()).containsExactly(from, at, from, at);
    }

    @Test
    void whoReadsManyIsOnRecordOnceInEach() throws SQLException {
        List<TenantId> many = new ArrayList<>(List.of(ACME, BOLT));
        for (int n = 0; n < 200; n++) {
            many.add(new TenantId(new UUID(0xF, n)));
        }
        database.asSuperuser(
                "insert into club select ('00000000-0000-000f-0000-' || lpad(to_hex(n), 12,"
                        + " '0'))::uuid, 'x' from generate_series(0, 199) n",
                "insert into bailiwick_authority.tenant (tenant_id) select id from club where name"
                        + " = 'x'");
        AuditTrail trail = new AuditTrail(ScopedDataSource.of(database.app(), WALL));
        Scope.Tenants all = Scope.Tenants.of(many.toArray(TenantId[]::new)).as(ANN).naming(ACME);

        trail.begins(all);
        trail.begins(all);
        trail.begins(Scope.Tenants.of(many.subList(0, 3).toArray(TenantId[]::new)).as(ANN));

        assertThat(
                        recorded(
                                "concat_ws(' ', what, jsonb_array_length(details -> 'tenants'),"
                                        + " details -> 'more')",
                                "crossed' and tenant_id = '" + ACME))
                .containsExactly("several.named 150 51", "several 2");
        assertThat(recorded("1", "crossed")).hasSize(205);
        assertThatThrownBy(() -> trail.begins(Scope.Tenants.of(ACME, BOLT, NOWHERE).as(ANN)))
                .isInstanceOf(AuditFailedException.class);
    }

    @Test
    void whatAGuestDoesNotAskIsNoEntryAndWithoutARecordNobodyEnters() throws SQLException {
        Scope.Guest eve = new Scope.Guest(ACME, BOLT, EVE);
        Scopes.run(eve, () -> {});
        assertThat(entries()).isEmpty();

        database.asSuperuser("alter table bailiwick_authority.audit rename to moved");

        assertThatExceptionOfType(AuditFailedException.class).isThrownBy(() -> titles(eve));
    }

    @Test
    void aGuestOfNobodyReachesNothingAndIsNotOnRecord() throws SQLException {
        assertThat(titles(new Scope.Guest(NOWHERE, BOLT, EVE))).isEmpty();
        assertThat(titles(new Scope.Guest(ACME, NOWHERE, EVE))).isEmpty();

        assertThat(entries()).isEmpty();
    }

    @Test
    void k250MaintenanceWithinATenantIsInTheRecordOfThatTenant() throws SQLException {
        List<String> during =
                Scopes.call(
                        League.in(ACME, ANN),
                        () ->
                                Scopes.call(
                                        REPAIR,
                                        () -> {
                                            Sql.list(scoped, REPAIR, "select 1");
                                            return recorded("1", "maintained");
                                        }));
        Sql.list(scoped, REPAIR, "select 1");
        within(Scope.Tenants.of(ACME, BOLT).as(ANN).naming(ACME));
        within(Scope.Tenant.of(BOLT));
        within(new Scope.Guest(ACME, BOLT, EVE));
        within(Scope.Tenant.of(NOWHERE));

        assertThat(during).as("before it begins").isNotEmpty();
        assertThat(
                        recorded(
                                "concat_ws(' ', tenant_id, principal_id, what, details ->>"
                                        + " 'reason', details ->> 'process', details ->> 'role')",
                                "maintained"))
                .containsExactlyInAnyOrder(
                        ACME + " " + ANN + REPAIRED,
                        ACME + " " + ANN + REPAIRED,
                        BOLT + " " + ANN + REPAIRED,
                        BOLT + REPAIRED,
                        ACME + " " + EVE + REPAIRED);
    }

    private void within(Scope scope) {
        Scopes.run(
                scope,
                () -> {
                    try {
                        Sql.list(scoped, REPAIR, "select 1");
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    @Test
    void whatCannotBeOpenedAnsweredOrCountedIsTold() throws SQLException {
        Token inside =
                ((Shared.Linked)
                                League.as(
                                        ANN,
                                        () ->
                                                shares.share(
                                                        shares.type("page"),
                                                        PLAN,
                                                        ShareTarget.Link.inside(),
                                                        ShareLevel.VIEW)))
                        .token();
        Scopes.call(League.in(BOLT, EVE), () -> received.open(inside));
        Scopes.call(League.in(BOLT, EVE), () -> received.open(Token.random()));
        Scopes.call(League.in(BOLT, EVE), () -> received.open(ACME, PLAN));
        Scopes.call(new Scope.Identity(EVE), () -> received.open(Token.random()));
        League.as(DAN, () -> received.accept(BOLT, PLAN));
        Invitations invitations = new Invitations(scoped, League.MODEL, this::tell);
        Scopes.call(League.in(BOLT, EVE), () -> invitations.accept(Token.random()));
        Limits limits = new Limits(scoped, this::tell);
        Scopes.call(REPAIR, () -> new Tenants(scoped).limit(ACME, Limit.STORAGE_BYTES, 5));
        Scopes.call(REPAIR, () -> new Tenants(scoped).limit(ACME, Limit.USERS, 4));
        assertThat(League.as(DAN, () -> limits.count(Limit.STORAGE_BYTES, 5))).isTrue();
        assertThat(League.as(DAN, () -> limits.count(Limit.STORAGE_BYTES, 1))).isFalse();

        String eve = League.in(BOLT, EVE).described() + ": ";
        String dan = League.in(ACME, DAN).described() + ": ";
        assertThat(told)
                .containsExactly(
                        eve + "share:members-only",
                        eve + "share:unknown",
                        eve + "share:unknown",
                        new Scope.Identity(EVE).described() + ": share:unknown",
                        dan + "forbidden",
                        eve + "invitation:unknown",
                        dan + "limit:storage-bytes");
    }

    @Test
    void whatThereIsNoRoomForIsTold() throws SQLException {
        Scopes.call(REPAIR, () -> new Tenants(scoped).limit(ACME, Limit.TEAMS, 0));
        Teams teams = new Teams(scoped, this::tell);

        League.as(League.BEN, () -> teams.make(new TeamId(new UUID(1, 1)), "one", null));

        assertThat(told).containsExactly(League.in(ACME, League.BEN).described() + ": full");
    }
}
