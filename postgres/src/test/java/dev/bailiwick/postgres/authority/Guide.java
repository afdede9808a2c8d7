package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.MODEL;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.authority.Role;
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

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** An application as the pages about authority build it, from its first statement on. */
final class Guide {

    // snippet accounts
    static final Accounts ACCOUNTS = new Accounts("club(id)", "person(id)", "email");
    static final Duties DUTIES =
            new Duties(
                            Permit.MEMBER_MANAGE,
                            Permit.MEMBER_INVITE,
                            Permit.TEAM_MANAGE,
                            Permit.AUDIT_READ)
                    .withOutside(Permit.SHARE_OUTSIDE); // if the wall has a role for guests
    // end

    // snippet wall
    static final Wall WALL =
            AuthoritySql.within(
                    Wall.of(
                            "league",
                            Roles.of("league_owner", "league_app").withGuests("league_guests"),
                            tables()),
                    ACCOUNTS,
                    DUTIES,
                    MODEL);

    private static List<Table> tables() {
        List<Table> tables = new ArrayList<>(AuthoritySql.declarations());
        tables.add(
                Table.identity("club")
                        .select(
                                Rows.ofTenant("id"),
                                Rows.ownThrough(
                                        "id",
                                        "bailiwick_authority.membership",
                                        "tenant_id",
                                        "principal_id"))
                        .changedByOwner());
        tables.add(
                Table.identity("person")
                        .select(
                                Rows.own("id"),
                                Rows.ofTenantThrough(
                                        "id",
                                        "bailiwick_authority.membership",
                                        "principal_id",
                                        "tenant_id"))
                        .changedByOwner());
        tables.add(
                Table.tenant("page")
                        .ownedBy("author_id")
                        .inTeam("team_id")
                        .sharedAs("page")
                        .select()
                        .insert()
                        .update("title")
                        .delete());
        return tables;
    }

    // end

    static final String CLUBS = text("clubs.sql");
    static final String PAGES = text("pages.sql");

    final TestDatabase database;
    final ScopedDataSource scoped;
    final Members members;

    /** A club and its owner, admin, member and viewer, and somebody who is in none. */
    final TenantId acme;

    final PrincipalId ann;
    final PrincipalId ben;
    final PrincipalId cat;
    final PrincipalId dan;
    final PrincipalId fay;

    Guide() throws SQLException {
        database = Blueprint.of("league").withRole("league_guests").database();
        build(database);
        Gate.of(WALL).check(database.app());
        scoped =
                ScopedDataSource.of(database.app(), WALL)
                        .or(ScopedDataSource.guests(database.as("league_guests"), WALL));
        members = new Members(scoped, MODEL);
        ann = signedUp("ann");
        ben = signedUp("ben");
        cat = signedUp("cat");
        dan = signedUp("dan");
        fay = signedUp("fay");
        acme = founded(ann, "Acme");
        joined(ben, "ben", League.ADMIN);
        joined(cat, "cat", League.MEMBER);
        joined(dan, "dan", League.VIEWER);
    }

    private static void build(TestDatabase database) throws SQLException {
        // snippet order
        AuthoritySql sql = new AuthoritySql(WALL, ACCOUNTS, DUTIES);
        database.asOwner(
                WallSql.functions(WALL), // 1
                CLUBS, // 2: your tables of tenants and principals, and what makes their rows
                sql.tables(), // 3: once
                PAGES, // 4: your other tables
                sql.again(MODEL)); // 5: whenever any of it has changed
        // end
    }

    // snippet scope
    /** For one request or one job: it ends with the authority that it was derived from. */
    Scope.Tenant now(PrincipalId who) throws SQLException {
        return members.holding(who, acme).orElseThrow().scope();
    }

    // end

    PrincipalId signedUp(String name) throws SQLException {
        return PrincipalId.parse(
                Sql.list(scoped, new Scope.Global(), "select sign_up(?)", name + "@club")
                        .getFirst());
    }

    TenantId founded(PrincipalId founder, String name) throws SQLException {
        return TenantId.parse(
                Sql.list(scoped, new Scope.Identity(founder), "select found_club(?)", name)
                        .getFirst());
    }

    private void joined(PrincipalId who, String name, Role role) throws SQLException {
        Invitations invitations = new Invitations(scoped, MODEL);
        Invited invited =
                Scopes.call(
                        now(ann),
                        () ->
                                invitations.invite(
                                        name + "@club", Set.of(role), Duration.ofHours(1)));
        Token token = ((Invited.Open) invited).token();
        Scopes.call(new Scope.Identity(who), () -> invitations.accept(token));
    }

    private static String text(String file) {
        try (InputStream in = Guide.class.getResourceAsStream("/authority/" + file)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
