package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.EpochSource;
import dev.bailiwick.postgres.EpochSource.Counter;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Rows;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Two tenants and two principals, each with a number that tells whether their authority moved. */
final class EpochHouse {

    static final TenantId ACME = new TenantId(new UUID(7L << 12, 1));
    static final TenantId BOLT = new TenantId(new UUID(7L << 12, 2));
    static final PrincipalId ANN = new PrincipalId(new UUID(7L << 12, 11));
    static final PrincipalId BEN = new PrincipalId(new UUID(7L << 12, 12));

    /** What the numbers of acme and ann come to at first, and those of bolt and ben. */
    static final Scope.Tenant ACME_NOW = Scope.Tenant.of(ACME).as(ANN).at(new Epoch(40 + 2));

    static final Scope.Tenant BOLT_NOW = Scope.Tenant.of(BOLT).as(BEN).at(new Epoch(7 + 1));

    private static final Wall TOLD =
            Wall.of(
                            "house",
                            Roles.of("house_owner", "house_app")
                                    .withMaintenance("house_maint")
                                    .withSeveral("house_several"),
                            Table.identity("org").select(Rows.ofTenant("id")).changedByOwner(),
                            Table.identity("person").select(Rows.own("id")).lookedUpByOwner(),
                            Table.tenant("note").everything())
                    .withEpoch();

    static final Wall WALL =
            TOLD.checkingEpoch(
                    EpochSource.of(
                            new Counter("org", "id", "authority"),
                            new Counter("person", "id", "authority")));

    private static final Blueprint BLUEPRINT =
            Blueprint.of("house")
                    .withRole("house_several")
                    .with(
                            WallSql.functions(WALL),
                            """
                            create table org (id uuid primary key, authority bigint not null);
                            create table person (id uuid primary key, authority bigint not null);
                            create table note (tenant_id uuid not null default bailiwick.tenant(), id integer not null, primary key (tenant_id, id));
                            """,
                            WallSql.epoch(WALL),
                            WallSql.isolation(WALL))
                    .withRows(
                            """
                            insert into org values ('%s', 40), ('%s', 7);
                            insert into person values ('%s', 2), ('%s', 1);
                            insert into note values ('%1$s', 0), ('%2$s', 0);
                            """
                                    .formatted(ACME, BOLT, ANN, BEN));

    private final TestDatabase database;

    private EpochHouse(TestDatabase database) {
        this.database = database;
    }

    static EpochHouse open() throws SQLException {
        return new EpochHouse(BLUEPRINT.database());
    }

    TestDatabase database() {
        return database;
    }

    /** The same database without the comparison. */
    Wall told() {
        return TOLD;
    }

    ScopedDataSource app() {
        return ScopedDataSource.of(database.app(), WALL);
    }

    /** For scopes over several tenants. */
    ScopedDataSource several(Wall wall) throws SQLException {
        return ScopedDataSource.several(database.as("house_several"), wall);
    }

    /** Something has happened to what may be done in the tenant. */
    void move(TenantId tenant) throws SQLException {
        database.asSuperuser(
                "update house.org set authority = authority + 1 where id = '%s'".formatted(tenant));
    }

    /** Something has happened to what the principal may do anywhere. */
    void move(PrincipalId principal) throws SQLException {
        database.asSuperuser(
                "update house.person set authority = authority + 1 where id = '%s'"
                        .formatted(principal));
    }

    /** Past every wall. */
    List<String> notes(TenantId tenant) throws SQLException {
        return Sql.list(
                ScopedDataSource.of(database.app(), TOLD),
                Scope.Tenant.of(tenant),
                "select id from note order by id");
    }
}
