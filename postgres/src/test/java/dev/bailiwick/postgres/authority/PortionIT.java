package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.MODEL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.authority.TeamId;
import dev.bailiwick.postgres.Rendering;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.authority.League.Permit;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Rows that are their author's or a team's, in policies. */
class PortionIT {

    private static final TeamId SALES = new TeamId(new UUID(1, 1));
    private static final TeamId NORTH = new TeamId(new UUID(1, 2));

    private TestDatabase database;
    private ScopedDataSource scoped;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        scoped = League.scoped(database);
        Teams teams = new Teams(scoped);
        League.as(BEN, () -> teams.make(SALES, "sales", null));
        League.as(BEN, () -> teams.make(NORTH, "north", SALES));
        League.as(BEN, () -> teams.join(SALES, CAT));
        League.as(BEN, () -> teams.join(NORTH, DAN));
    }

    private int update(PrincipalId who, String sql) throws SQLException {
        return Sql.update(scoped, League.in(ACME, who), sql);
    }

    private String stateOf(PrincipalId who, String sql) {
        return Sql.stateOf(() -> update(who, sql));
    }

    private List<String> read(PrincipalId who, String sql) throws SQLException {
        return Sql.list(scoped, League.in(ACME, who), sql);
    }

    @Test
    void aRowOfATeamIsReachedByTheTeamAndThoseAboveIt() throws SQLException {
        assertThat(
                        update(
                                DAN,
                                "insert into page (title, team_id) values ('north', '%s')"
                                        .formatted(NORTH)))
                .isEqualTo(1);
        assertThat(
                        update(
                                CAT,
                                "insert into page (title, team_id) values ('sales', '%s')"
                                        .formatted(SALES)))
                .isEqualTo(1);

        assertThat(read(CAT, "select title from page order by 1"))
                .containsExactly("north", "sales");
        assertThat(read(DAN, "select title from page")).containsExactly("north");
        assertThat(read(ANN, "select title from page")).isEmpty();
        assertThat(update(CAT, "update page set title = 'changed' where title = 'north'"))
                .isEqualTo(1);
        assertThat(update(DAN, "update page set title = 'changed' where title = 'sales'")).isZero();
        assertThat(update(CAT, "delete from page")).as("her own").isEqualTo(1);
    }

    @Test
    void nobodyPutsARowIntoATeamThatTheyDoNotReachOrMakesOneForAnother() {
        assertThat(
                        stateOf(
                                DAN,
                                "insert into page (title, team_id) values ('x', '%s')"
                                        .formatted(SALES)))
                .isEqualTo(Sql.REFUSED);
        assertThat(
                        stateOf(
                                DAN,
                                "insert into page (title, author_id) values ('x', '%s')"
                                        .formatted(CAT)))
                .isEqualTo(Sql.REFUSED);
        assertThat(
                        stateOf(
                                DAN,
                                "insert into notice (title, team_id) values ('x', '%s')"
                                        .formatted(SALES)))
                .isEqualTo(Sql.REFUSED);
        assertThat(stateOf(DAN, "insert into page (title) values ('private')")).isEmpty();
    }

    @Test
    void nM8ARowWithoutATeamIsPrivateOrEverybodysAsDeclared() throws SQLException {
        update(DAN, "insert into page (title) values ('private')");
        update(DAN, "insert into notice (title) values ('for all')");
        update(DAN, "insert into notice (title, team_id) values ('north', '%s')".formatted(NORTH));

        assertThat(read(CAT, "select title from page")).isEmpty();
        assertThat(read(ANN, "select title from notice")).containsExactly("for all");
        assertThat(read(CAT, "select title from notice order by 1"))
                .containsExactly("for all", "north");
    }

    @Test
    void nD5EverybodyReadsAndOwnContentIsChangedUnlessSomebodyMayMore() throws SQLException {
        update(CAT, "insert into note (title) values ('cat')");
        update(DAN, "insert into note (title) values ('dan')");

        assertThat(read(DAN, "select title from note order by 1")).containsExactly("cat", "dan");
        assertThat(update(DAN, "update note set title = 'x'")).isEqualTo(1);
        assertThat(update(BEN, "update note set title = 'x'")).isZero();
        assertThat(update(ANN, "update note set title = 'x'")).isEqualTo(2);
        League.as(
                ANN,
                () -> new Members(scoped, MODEL).giveCustom(BEN, Set.of(Permit.PAGE_EDIT_ALL)));
        assertThat(update(BEN, "update note set title = 'y'")).isEqualTo(2);
        assertThat(stateOf(DAN, "insert into note (title, author_id) values ('x', null)"))
                .isEqualTo(Sql.REFUSED);
        assertThat(stateOf(ANN, "update note set author_id = bailiwick.principal()"))
                .isEqualTo(Sql.REFUSED);
        assertThat(update(DAN, "delete from note")).isEqualTo(1);
    }

    @Test
    void whatADeclarationCannotMeanIsRefused() {
        Roles roles = Roles.of("league_owner", "league_app");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wall.of("league", roles, Table.tenant("page").inTeam("team_id")))
                .withMessageContaining("AuthoritySql.declarations()");
        List<Table> tables = new ArrayList<>(AuthoritySql.declarations());
        tables.add(Table.tenant("page").ownedBy("author_id").everything());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wall.of("league", roles, tables))
                .withMessageContaining("without author_id, tenant_id");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Table.tenant("page").sharedAs("page"))
                .withMessageContaining("ownedBy");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                Table.tenant("page")
                                        .ownContentOnly("author_id", Permit.PAGE_EDIT_ALL)
                                        .inTeam("team_id"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> League.WALL.renderedAs(Rendering.CITUS))
                .withMessageContaining("Citus");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                League.WALL.with(
                                        Table.tenant("note")
                                                .ownedBy("author_id")
                                                .sharedAs("page")
                                                .select()))
                .withMessageContaining("page");
    }
}
