package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACCOUNTS;
import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.BOLT;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.EVE;
import static dev.bailiwick.postgres.authority.League.MODEL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Rows;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.authority.League.Permit;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Rows of authors that some read, or change, by what they may do; and those of who has left. */
class PermittedRowsIT {

    private static final Duties DUTIES =
            new Duties(
                    Permit.MEMBER_MANAGE,
                    Permit.MEMBER_INVITE,
                    Permit.TEAM_MANAGE,
                    Permit.AUDIT_READ);
    private static final Wall WALL = wall();
    private static final AuthoritySql SQL = new AuthoritySql(WALL, ACCOUNTS, DUTIES);

    private static final Blueprint LEAGUE =
            Blueprint.of("league")
                    .with(
                            WallSql.functions(WALL),
                            """
                            create table club (id uuid primary key);
                            create table person (id uuid primary key, email text not null unique);
                            """,
                            SQL.tables(),
                            contracts(),
                            SQL.again(MODEL));

    private TestDatabase database;
    private ScopedDataSource scoped;
    private Members members;

    private static Wall wall() {
        List<Table> tables = new ArrayList<>(AuthoritySql.declarations());
        tables.add(Table.identity("club").select(Rows.ofTenant("id")).changedByOwner());
        tables.add(Table.identity("person").select(Rows.own("id")).lookedUpByOwner());
        // snippet permitted
        tables.add(
                Table.tenant("contract")
                        .ownedBy("author_id")
                        .readWith(Permit.AUDIT_READ)
                        .changedWith(Permit.PAGE_EDIT_ALL)
                        .select()
                        .insert()
                        .update("title")
                        .delete()
                        .changedByOwner()); // which hands them over
        // end
        return AuthoritySql.within(
                Wall.of("league", Roles.of("league_owner", "league_app"), tables),
                ACCOUNTS,
                DUTIES,
                MODEL);
    }

    private static String contracts() {
        try (InputStream in =
                PermittedRowsIT.class.getResourceAsStream("/authority/contracts.sql")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ann owns Acme; Ben audits it; Cat and Dan write; Eve owns Bolt, and audits Acme. */
    @BeforeEach
    void open() throws SQLException {
        database = LEAGUE.database();
        database.asSuperuser(
                """
                insert into club values ('%s'), ('%s');
                insert into person select ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, 'p' || n
                    from generate_series(1, 6) n;
                """
                        .formatted(ACME, BOLT));
        database.asOwner(
                """
                select bailiwick_authority.bring_in('%s',
                    '{"%s": ["owner"], "%s": ["auditor"], "%s": ["member"], "%s": ["member"]}');
                select bailiwick_authority.bring_in('%s', '{"%s": ["owner"], "%s": ["member"]}');
                """
                        .formatted(ACME, ANN, BEN, CAT, DAN, BOLT, EVE, CAT));
        scoped = ScopedDataSource.of(database.app(), WALL);
        members = new Members(scoped, MODEL);
        update(CAT, "insert into contract (title) values ('of cat')");
        update(DAN, "insert into contract (title) values ('of dan')");
        Sql.update(scoped, now(EVE, BOLT), "insert into contract (title) values ('of bolt')");
    }

    private Scope.Tenant now(PrincipalId who, TenantId tenant) throws SQLException {
        return members.holding(who, tenant).orElseThrow().scope();
    }

    private List<String> titles(PrincipalId who) throws SQLException {
        return titles(now(who, ACME));
    }

    private List<String> titles(Scope scope) throws SQLException {
        return Sql.list(scoped, scope, "select title from contract order by title");
    }

    private int update(PrincipalId who, String sql) throws SQLException {
        return Sql.update(scoped, now(who, ACME), sql);
    }

    @Test
    void aPermissionReadsAllRowsOfItsTenantAndAnotherChangesThem() throws SQLException {
        assertThat(titles(CAT)).containsExactly("of cat");
        assertThat(titles(BEN)).containsExactly("of cat", "of dan");
        assertThat(titles(ANN)).containsExactly("of cat", "of dan");

        String change =
                "update contract set title = 'changed ' || title where title like '%of cat'";
        assertThat(update(DAN, change)).isZero();
        assertThat(update(BEN, change)).as("only reads").isZero();
        assertThat(update(BEN, "delete from contract")).isZero();
        assertThat(update(ANN, change)).isOne();
        assertThat(update(ANN, "delete from contract where title = 'changed of cat'")).isOne();
        assertThat(titles(now(EVE, BOLT))).containsExactly("of bolt");
    }

    @Test
    void whatIsGeneratedIsWhatIsThere() throws SQLException {
        assertThat(Gate.of(WALL).faults(database.app())).noneMatch(fault -> fault.isError());
    }

    @Test
    void whoHasLeftIsFollowedByWhoeverTheirRowsAreHandedTo() throws SQLException {
        Scopes.call(now(ANN, ACME), () -> members.end(CAT));

        assertThat(titles(DAN)).containsExactly("of dan");
        assertThat(handedOver(CAT, DAN, DAN)).as("a member").isEqualTo(Sql.REFUSED);
        assertThat(handedOver(CAT, EVE, ANN)).as("to no member").isEqualTo("22023");
        // snippet hand-over
        List<String> handed =
                Sql.list(
                        scoped,
                        now(ANN, ACME),
                        "select hand_over_contracts(?, ?)",
                        CAT.value(),
                        DAN.value());
        // end

        assertThat(handed).containsExactly("1");
        assertThat(titles(DAN)).containsExactly("of cat", "of dan");
        assertThat(
                        League.number(
                                database,
                                "select count(*) from contract where author_id = '" + CAT + "'"))
                .isZero();
        assertThat(
                        League.number(
                                database,
                                "select count(*) from bailiwick_authority.audit where what ="
                                        + " 'contracts.handed-over'"))
                .isOne();
    }

    private String handedOver(PrincipalId of, PrincipalId to, PrincipalId by) {
        return Sql.stateOf(
                () ->
                        Sql.list(
                                scoped,
                                now(by, ACME),
                                "select hand_over_contracts(?, ?)",
                                of.value(),
                                to.value()));
    }

    @Test
    void workInTheBackgroundReadsAsAMemberOfItsOwn() throws SQLException {
        // snippet background
        Scope.Tenant nobody = Scope.Tenant.of(ACME);
        Scope.Tenant auditing = members.holding(BEN, ACME).orElseThrow().scope(); // the robot

        List<String> none = titles(nobody);
        List<String> all = titles(auditing);
        // end

        assertThat(none).isEmpty();
        assertThat(all).containsExactly("of cat", "of dan");
    }

    @Test
    void whatEverybodyReadsNeedsNoPermission() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Table.tenant("page").readWith(Permit.AUDIT_READ))
                .withMessageContaining("declare ownedBy or inTeam before");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                Table.tenant("page")
                                        .ownContentOnly("author_id", Permit.PAGE_EDIT_ALL)
                                        .changedWith(Permit.PAGE_EDIT_ALL));
    }
}
