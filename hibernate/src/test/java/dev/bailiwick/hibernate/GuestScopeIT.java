package dev.bailiwick.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.authority.Permission;
import dev.bailiwick.core.authority.Permissions;
import dev.bailiwick.core.authority.RoleModel;
import dev.bailiwick.core.authority.ShareLevel;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Rows;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.authority.Accounts;
import dev.bailiwick.postgres.authority.AuthoritySql;
import dev.bailiwick.postgres.authority.Duties;
import dev.bailiwick.postgres.authority.Opened;
import dev.bailiwick.postgres.authority.ReceivedShares;
import dev.bailiwick.postgres.authority.ShareTarget;
import dev.bailiwick.postgres.authority.Shared;
import dev.bailiwick.postgres.authority.Shares;
import dev.bailiwick.postgres.authority.Token;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.TestDatabase;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.CacheMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Entities in the scope of a guest: what is shared is read, nothing is written, nothing is cached.
 */
class GuestScopeIT {

    private static final TenantId ACME = new TenantId(new UUID(0xA, 1));
    private static final TenantId BOLT = new TenantId(new UUID(0xB, 1));
    private static final PrincipalId ANN = new PrincipalId(new UUID(0, 1));
    private static final PrincipalId EVE = new PrincipalId(new UUID(0, 5));
    private static final UUID SHOWN = new UUID(0xA, 1);
    private static final UUID HIDDEN = new UUID(0xA, 2);
    private static final Scope AT_HOME = Scope.Tenant.of(ACME).as(ANN);
    private static final Scope GUEST = new Scope.Guest(ACME, BOLT, EVE);

    private static final RoleModel MODEL =
            RoleModel.of(Permissions.of(Permit.class)).role("owner").build();
    private static final Wall WALL = wall();
    private static final AuthoritySql SQL =
            new AuthoritySql(
                    WALL,
                    new Accounts("club(id)", "person(id)", "email"),
                    new Duties(Permit.MANAGE, Permit.MANAGE, Permit.MANAGE, Permit.MANAGE)
                            .withOutside(Permit.SHARE));

    private static final Blueprint DESK =
            Blueprint.of("desk")
                    .withRole("desk_guests")
                    .with(
                            WallSql.functions(WALL),
                            "create table club (id uuid primary key, name text not null);"
                                    + " create table person (id uuid primary key, email text not"
                                    + " null unique);",
                            SQL.tables(),
                            """
                            create table page (
                                tenant_id uuid not null default bailiwick.tenant(), id uuid not null,
                                author_id uuid not null default bailiwick.principal(), title text not null,
                                primary key (tenant_id, id));
                            """,
                            SQL.functions(),
                            SQL.model(MODEL),
                            WallSql.isolation(WALL))
                    .withRows(
                            """
                            insert into club values ('%1$s', 'Acme'), ('%2$s', 'Bolt');
                            insert into person values ('%3$s', 'ann@desk'), ('%4$s', 'eve@desk');
                            select bailiwick_authority.found('%1$s', '%3$s'), bailiwick_authority.found('%2$s', '%4$s');
                            insert into page (tenant_id, id, author_id, title) values
                                ('%1$s', '%5$s', '%3$s', 'shown'), ('%1$s', '%6$s', '%3$s', 'hidden');
                            """
                                    .formatted(ACME, BOLT, ANN, EVE, SHOWN, HIDDEN));

    private SessionFactory sessions;

    private static Wall wall() {
        List<dev.bailiwick.postgres.Table> tables = new ArrayList<>(AuthoritySql.declarations());
        tables.add(
                dev.bailiwick.postgres.Table.identity("club")
                        .select(Rows.ofTenant("id"))
                        .changedByOwner());
        tables.add(
                dev.bailiwick.postgres.Table.identity("person")
                        .select(Rows.own("id"))
                        .lookedUpByOwner());
        tables.add(
                dev.bailiwick.postgres.Table.tenant("page")
                        .ownedBy("author_id")
                        .sharedAs("page")
                        .select()
                        .insert()
                        .update("title")
                        .delete());
        return Wall.of(
                "desk", Roles.of("desk_owner", "desk_app").withGuests("desk_guests"), tables);
    }

    enum Permit implements Permission {
        MANAGE,
        SHARE
    }

    @BeforeEach
    void open() throws SQLException {
        TestDatabase database = DESK.database();
        ScopedDataSource source =
                ScopedDataSource.of(database.app(), WALL)
                        .or(ScopedDataSource.guests(database.as("desk_guests"), WALL));
        sessions =
                Schools.built(
                        new BootstrapServiceRegistryBuilder().build(),
                        source,
                        List.of(Page.class),
                        Map.of("hibernate.default_schema", "desk"));
        Shares shares = new Shares(source, WALL);
        ShareTarget link = ShareTarget.Link.inside().alsoOutside();
        Shared shared =
                Scopes.call(
                        AT_HOME,
                        () -> shares.share(shares.type("page"), SHOWN, link, ShareLevel.VIEW));
        Token token = ((Shared.Linked) shared).token();
        assertThat(
                        Scopes.call(
                                Scope.Tenant.of(BOLT).as(EVE),
                                () -> new ReceivedShares(source).open(token)))
                .isInstanceOf(Opened.Row.class);
    }

    private @Nullable String title(Scope scope, UUID id) {
        return Scopes.call(
                scope,
                () ->
                        sessions.fromTransaction(
                                session -> {
                                    Page page = session.find(Page.class, id);
                                    return page == null ? null : page.title;
                                }));
    }

    private List<String> titles(Scope scope) {
        return Scopes.call(
                scope,
                () ->
                        sessions.fromTransaction(
                                session ->
                                        session.createQuery(
                                                        "select title from Page order by title",
                                                        String.class)
                                                .list()));
    }

    @Test
    void readsWhatIsSharedAndNothingElse() {
        assertThat(titles(AT_HOME)).containsExactly("hidden", "shown");

        assertThat(titles(GUEST)).containsExactly("shown");
        assertThat(title(GUEST, SHOWN)).isEqualTo("shown");
        assertThat(title(GUEST, HIDDEN)).isNull();
    }

    @Test
    void writesNothing() {
        for (Consumer<Session> write :
                List.<Consumer<Session>>of(
                        session -> session.find(Page.class, SHOWN).title = "forged",
                        session -> session.remove(session.find(Page.class, SHOWN)),
                        session -> session.persist(new Page(UUID.randomUUID(), "forged")),
                        session ->
                                session.createMutationQuery("update Page set title = 'forged'")
                                        .executeUpdate())) {
            Throwable refused =
                    catchThrowable(() -> Scopes.run(GUEST, () -> sessions.inTransaction(write)));

            assertThat(refused)
                    .rootCause()
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            denied -> assertThat(denied.getSQLState()).isEqualTo("42501"));
        }
        assertThat(titles(AT_HOME)).containsExactly("hidden", "shown");
    }

    /** What is shared cannot be cached at all; what else a guest reads is cached for others. */
    @Test
    void usesNoSecondLevelCache() {
        assertThat(cacheMode(AT_HOME)).isEqualTo(CacheMode.NORMAL);
        assertThat(cacheMode(GUEST)).isEqualTo(CacheMode.IGNORE);
    }

    private CacheMode cacheMode(Scope scope) {
        return Scopes.call(scope, () -> sessions.fromSession(Session::getCacheMode));
    }

    @Entity(name = "Page")
    @Table(name = "page")
    @Tenanted
    static class Page {

        @org.hibernate.annotations.TenantId
        @Column(name = "tenant_id")
        @Nullable UUID tenant;

        @Id UUID id = new UUID(0, 0);

        String title = "";

        Page() {}

        Page(UUID id, String title) {
            this.id = id;
            this.title = title;
        }
    }
}
