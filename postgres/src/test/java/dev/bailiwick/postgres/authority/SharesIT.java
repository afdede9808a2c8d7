package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.BOLT;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.EVE;
import static dev.bailiwick.postgres.authority.League.FAY;
import static dev.bailiwick.postgres.authority.League.MODEL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.authority.ShareLevel;
import dev.bailiwick.core.authority.TeamId;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

class SharesIT {

    /** By Cat, who alone reaches it; there is a file of the same id, of hers too. */
    private static final UUID PAGE = new UUID(0xC, 1);

    private static final UUID PAGE_OF_BOLT = new UUID(0xB, 1);
    private static final ShareTarget TO_DAN = new ShareTarget.Member(DAN);
    private static final ShareTarget TO_BEN = new ShareTarget.Member(BEN);

    private TestDatabase database;
    private ScopedDataSource scoped;
    private Shares shares;
    private ShareType page;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        scoped = League.scoped(database);
        shares = new Shares(scoped, League.WALL);
        page = shares.type("page");
        database.asSuperuser(
                "insert into page (tenant_id, id, author_id, title) values ('%s', '%s', '%s', 'cat'), ('%s', '%s', '%s', 'eve')"
                        .formatted(ACME, PAGE, CAT, BOLT, PAGE_OF_BOLT, EVE),
                "insert into file (tenant_id, id, author_id, name) values ('%s', '%s', '%s', 'cat')"
                        .formatted(ACME, PAGE, CAT));
    }

    private Shared share(PrincipalId by, ShareTarget target, ShareLevel level) throws SQLException {
        return League.as(by, () -> shares.share(page, PAGE, target, level));
    }

    private UUID open(PrincipalId by, ShareTarget target, ShareLevel level) throws SQLException {
        return ((Shared.Open) share(by, target, level)).id();
    }

    /**
     * What somebody may do with the page, by SQL of the app: nothing, or some of read, write, go.
     */
    private String reach(PrincipalId who) throws SQLException {
        Scope scope = League.in(ACME, who);
        String id = PAGE.toString();
        boolean listed = Sql.list(scoped, scope, "select id from page").contains(id);
        boolean got = !Sql.list(scoped, scope, "select 1 from page where id = ?", PAGE).isEmpty();
        int written = Sql.update(scoped, scope, "update page set title = title where id = ?", PAGE);
        boolean counted =
                !Sql.list(scoped, scope, "select count(*) from page where id = ?", PAGE)
                        .equals(List.of("0"));
        assertThat(listed).as("list, get and report agree").isEqualTo(got).isEqualTo(counted);
        return (got ? "read " : "") + (written == 1 ? "write" : "");
    }

    @ParameterizedTest
    @EnumSource(ShareLevel.class)
    void nM3EachLevelLetsReadAndFromEditOnWrite(ShareLevel level) throws SQLException {
        assertThat(reach(DAN)).isEmpty();

        open(CAT, TO_DAN, level);

        boolean writes = level.includes(ShareLevel.EDIT);
        assertThat(reach(DAN)).isEqualTo(writes ? "read write" : "read ");
        assertThat(reach(BEN)).isEmpty();
        assertThat(reach(ANN)).as("an owner of the tenant reads no private page").isEmpty();
        assertThat(reach(CAT)).isEqualTo("read write");
        assertThat(
                        Sql.list(
                                scoped,
                                League.in(ACME, DAN),
                                "select unnest(bailiwick_authority.shared('page', ?))",
                                ShareLevel.COMMENT.number()))
                .hasSize(level.includes(ShareLevel.COMMENT) ? 1 : 0);
        assertThat(Sql.update(scoped, League.in(ACME, DAN), "delete from page where id = ?", PAGE))
                .isEqualTo(level == ShareLevel.FULL ? 1 : 0);
    }

    @Test
    void nM16AShareIsWithAMemberATeamOrAll() throws SQLException {
        Teams teams = new Teams(scoped);
        TeamId above = new TeamId(new UUID(1, 1));
        TeamId below = new TeamId(new UUID(1, 2));
        League.as(BEN, () -> teams.make(above, "above", null));
        League.as(BEN, () -> teams.make(below, "below", above));
        League.as(BEN, () -> teams.join(above, DAN));
        League.as(BEN, () -> teams.join(below, BEN));

        UUID ofTeam = open(CAT, new ShareTarget.Team(below), ShareLevel.EDIT);
        assertThat(reach(DAN)).as("by the team above").isEqualTo("read write");
        assertThat(reach(BEN)).isEqualTo("read write");
        League.as(CAT, () -> shares.revoke(ofTeam));
        open(CAT, new ShareTarget.Team(above), ShareLevel.EDIT);
        assertThat(reach(BEN)).as("never by the team below").isEmpty();
        open(CAT, new ShareTarget.WholeTenant(), ShareLevel.VIEW);
        assertThat(reach(ANN)).isEqualTo("read ");
        assertThat(reach(DAN)).isEqualTo("read write");
        assertThat(reach(EVE)).as("whoever is no member").isEmpty();
        League.as(BEN, () -> teams.leave(above, DAN));
        assertThat(reach(DAN)).isEqualTo("read ");
    }

    @Test
    void theSharesOfARowAreListedForWhoHoldsItInFull() throws SQLException {
        UUID full = open(CAT, TO_BEN, ShareLevel.FULL);
        League.as(
                CAT,
                () ->
                        shares.shareFor(
                                Duration.ofHours(1),
                                page,
                                PAGE,
                                new ShareTarget.WholeTenant(),
                                ShareLevel.VIEW));

        assertThat(League.as(BEN, () -> shares.of(page, PAGE)))
                .hasSize(2)
                .anySatisfy(
                        share -> {
                            assertThat(share.id()).isEqualTo(full);
                            assertThat(share.target()).isEqualTo(TO_BEN);
                            assertThat(share.level()).isEqualTo(ShareLevel.FULL);
                            assertThat(share.by()).isEqualTo(CAT);
                            assertThat(share.expires()).isEmpty();
                            assertThat(share.counting()).isTrue();
                        })
                .anySatisfy(share -> assertThat(share.expires()).isPresent());
        assertThat(League.as(DAN, () -> shares.of(page, PAGE))).isEmpty();
        assertThat(
                        Sql.stateOf(
                                () ->
                                        Sql.execute(
                                                scoped,
                                                League.in(ACME, CAT),
                                                "select * from bailiwick_authority.share")))
                .isEqualTo(Sql.REFUSED);
    }

    @Test
    void k229ARowOfAnotherTenantOrOfSomebodyElseIsNotShared() throws SQLException {
        assertThat(League.as(DAN, () -> shares.share(page, PAGE_OF_BOLT, TO_DAN, ShareLevel.FULL)))
                .isEqualTo(new Shared.Absent());
        assertThat(League.as(EVE, () -> shares.share(page, PAGE_OF_BOLT, TO_DAN, ShareLevel.FULL)))
                .as("by who owns it, in a tenant that is not its own")
                .isEqualTo(new Shared.Absent());
        assertThat(share(BEN, TO_BEN, ShareLevel.VIEW)).isEqualTo(new Shared.Absent());
        assertThat(share(FAY, TO_DAN, ShareLevel.VIEW)).isEqualTo(new Shared.Absent());
        assertThat(
                        League.as(
                                CAT,
                                () -> shares.share(page, new UUID(9, 9), TO_DAN, ShareLevel.VIEW)))
                .isEqualTo(new Shared.Absent());
        assertThat(share(CAT, new ShareTarget.Member(EVE), ShareLevel.VIEW))
                .isEqualTo(new Shared.NoTarget());
        assertThat(share(CAT, new ShareTarget.Team(new TeamId(new UUID(2, 1))), ShareLevel.VIEW))
                .isEqualTo(new Shared.NoTarget());
    }

    /** A function that takes the giver's word for it, and a policy that takes the share's. */
    @Test
    void k229ControlSharesThatNobodyLooksUpOpenForeignRows() throws SQLException {
        database.asSuperuser(
                """
                create function share_bare(resource uuid, whom uuid) returns void language sql security definer as $$
                    insert into bailiwick_authority.share (tenant_id, id, type, resource_id, level, to_principal, by_principal)
                    values (bailiwick.tenant(), gen_random_uuid(), 'page', resource, 4, whom, whom)
                $$;
                grant execute on function share_bare(uuid, uuid) to league_app;
                create table bare as select * from page;
                alter table bare enable row level security;
                create policy bare on bare for select to league_app using (id = any (bailiwick_authority.shared('page', 1)));
                grant select on bare to league_app;
                """);
        Scope dan = League.in(ACME, DAN);
        assertThat(Sql.list(scoped, dan, "select title from bare")).isEmpty();

        Sql.list(scoped, dan, "select league.share_bare(?, ?)", PAGE_OF_BOLT, DAN.value());
        Sql.list(scoped, dan, "select league.share_bare(?, ?)", PAGE, DAN.value());

        assertThat(Sql.list(scoped, dan, "select title from bare")).contains("eve", "cat");
        assertThat(reach(DAN)).as("of somebody else").isEqualTo("read write");
        assertThat(Sql.list(scoped, dan, "select title from page")).containsExactly("cat");
    }

    @Test
    void k230NobodyGivesMoreThanTheyHoldAndWhatWasGivenOnGoesWithIt() throws SQLException {
        open(CAT, TO_DAN, ShareLevel.EDIT);
        assertThat(share(DAN, TO_BEN, ShareLevel.VIEW)).isEqualTo(new Shared.AboveOwn());
        assertThat(share(DAN, TO_DAN, ShareLevel.FULL)).isEqualTo(new Shared.AboveOwn());

        UUID full = open(CAT, TO_DAN, ShareLevel.FULL);
        open(DAN, TO_BEN, ShareLevel.FULL);
        open(BEN, new ShareTarget.Member(ANN), ShareLevel.EDIT);
        assertThat(reach(ANN)).isEqualTo("read write");
        assertThat(League.as(BEN, () -> shares.revoke(full))).as("of another").isFalse();
        assertThat(League.as(CAT, () -> shares.revoke(full))).isTrue();
        assertThat(reach(ANN)).isEmpty();
        assertThat(reach(BEN)).isEmpty();
        assertThat(reach(DAN)).as("by the other share").isEqualTo("read write");
        assertThat(League.as(CAT, () -> shares.revoke(full))).as("twice").isFalse();
    }

    /** A chain that nobody writes down. */
    @Test
    void k230ControlWhatWasGivenOnStaysWhereNothingTellsFromWhat() throws SQLException {
        database.asSuperuser(
                "create table bare (resource_id uuid, to_principal uuid, by_principal uuid,"
                        + " revoked_at timestamptz)",
                "insert into bare values ('%1$s', '%2$s', '%3$s'), ('%1$s', '%4$s', '%2$s')"
                        .formatted(PAGE, DAN, CAT, BEN),
                "update bare set revoked_at = now() where to_principal = '%s'".formatted(DAN));

        assertThat(
                        League.number(
                                database,
                                "select count(*) from league.bare where revoked_at is null and to_principal = '%s'"
                                        .formatted(BEN)))
                .isEqualTo(1);
    }

    @Test
    void whatAMemberHoldsAndHasGivenOnEndsWithTheMembership() throws SQLException {
        open(CAT, TO_DAN, ShareLevel.FULL);
        open(DAN, TO_BEN, ShareLevel.EDIT);
        Members members = new Members(scoped, MODEL);

        League.as(ANN, () -> members.suspend(DAN));
        assertThat(reach(DAN)).isEmpty();
        League.as(ANN, () -> members.resume(DAN));
        League.as(ANN, () -> members.end(DAN));
        assertThat(reach(DAN)).isEmpty();
        assertThat(reach(BEN)).isEmpty();
    }

    @Test
    void k231AShareEndsByTheClockOfTheDatabaseAndWhenItIsRevoked() throws SQLException {
        Shared forAnHour =
                League.as(
                        CAT,
                        () ->
                                shares.shareFor(
                                        Duration.ofHours(1), page, PAGE, TO_DAN, ShareLevel.FULL));
        assertThat(reach(DAN)).as("the control").isEqualTo("read write");
        open(DAN, TO_BEN, ShareLevel.EDIT);
        assertThat(
                        League.number(
                                database,
                                "select count(*) from bailiwick_authority.share where expires_at <="
                                        + " clock_timestamp() + interval '1 hour'"))
                .as("nobody gives for longer than they hold")
                .isEqualTo(2);
        database.asSuperuser(
                "update bailiwick_authority.share set expires_at = clock_timestamp() where to_principal = '%s'"
                        .formatted(DAN));
        assertThat(reach(DAN)).isEmpty();
        assertThat(share(DAN, TO_BEN, ShareLevel.VIEW)).isEqualTo(new Shared.Absent());
        League.as(CAT, () -> shares.revoke(((Shared.Open) forAnHour).id()));
        assertThat(reach(BEN)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                League.as(
                                        CAT,
                                        () ->
                                                shares.shareFor(
                                                        Duration.ZERO,
                                                        page,
                                                        PAGE,
                                                        TO_DAN,
                                                        ShareLevel.VIEW)));
    }

    @Test
    void k233ARowOfAnotherTableWithTheSameIdIsNotShared() throws SQLException {
        League.as(CAT, () -> shares.share(shares.type("file"), PAGE, TO_DAN, ShareLevel.FULL));

        assertThat(
                        League.number(
                                database,
                                "select count(*) from bailiwick_authority.share where resource_id = '%s' and to_principal = '%s'"
                                        .formatted(PAGE, DAN)))
                .as("the attack, where only the id counts")
                .isEqualTo(1);
        assertThat(reach(DAN)).isEmpty();
        assertThat(Sql.list(scoped, League.in(ACME, DAN), "select id from file"))
                .containsExactly(PAGE.toString());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shares.type("pgae"))
                .withMessage("No table is shared as pgae; known are file, page");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "author_id = bailiwick.principal()",
                "tenant_id = '00000000-0000-000b-0000-000000000001'",
                "team_id = null",
                "id = uuidv7()"
            })
    void k235WhoMayWriteARowDoesNotTakeIt(String taking) throws SQLException {
        open(CAT, TO_DAN, ShareLevel.EDIT);
        String attack = "update page set %s where id = '%s'".formatted(taking, PAGE);

        assertThat(Sql.stateOf(() -> Sql.execute(scoped, League.in(ACME, DAN), attack)))
                .isEqualTo(Sql.REFUSED);
        assertThat(reach(CAT)).isEqualTo("read write");
    }

    /** A policy that lets who may write do so, and a grant on all columns. */
    @Test
    void k235ControlAPolicyAloneLetsTheRowBeTaken() throws SQLException {
        open(CAT, TO_DAN, ShareLevel.EDIT);
        database.asSuperuser("grant update on page to league_app");

        assertThat(
                        Sql.update(
                                scoped,
                                League.in(ACME, DAN),
                                "update page set author_id = bailiwick.principal() where id = ?",
                                PAGE))
                .isEqualTo(1);
        assertThat(reach(CAT)).isEmpty();
    }
}
