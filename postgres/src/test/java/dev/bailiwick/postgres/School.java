package dev.bailiwick.postgres;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Attacks;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.TestDatabase;
import dev.bailiwick.testbed.Witness;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Two schools, one table of every kind, and the same rows without any protection. */
public final class School {

    public static final TenantId ACME = TenantId.parse("00000000-0000-7000-8000-00000000000a");
    public static final TenantId BOLT = TenantId.parse("00000000-0000-7000-8000-00000000000b");
    public static final PrincipalId ANN = PrincipalId.parse("00000000-0000-7000-8000-0000000000a1");
    public static final PrincipalId BEN = PrincipalId.parse("00000000-0000-7000-8000-0000000000b1");
    public static final UUID ACME_CLASS = UUID.fromString("00000000-0000-7000-8000-0000000000ac");
    public static final UUID ACME_OTHER_CLASS =
            UUID.fromString("00000000-0000-7000-8000-0000000000ad");
    public static final UUID BOLT_CLASS = UUID.fromString("00000000-0000-7000-8000-0000000000bc");

    /** Blank stands for none of them; all of them are told in a word. */
    public static final Dimension<String> CLASSES = Dimension.optional("classes", text -> text);

    public static final Roles ROLES =
            Roles.of("school_owner", "school_app")
                    .withWorker("school_worker")
                    .withMaintenance("school_maint");

    public static final Wall WALL =
            Wall.of(
                    "school",
                    ROLES,
                    Table.tenant("pupil").everything(),
                    Table.tenant("lesson").narrowedBy(CLASSES, "class_id").everything(),
                    Table.tenant("notice").narrowedByOptional(CLASSES, "class_id").select(),
                    Table.tenant("mark").select().insert().update("points"),
                    Table.tenant("entry").appendOnly(),
                    Table.chained("page", "pupil_id", "pupil", "id").select().insert().delete(),
                    Table.global("subject"),
                    Table.internal("queue").forWorker(),
                    Table.internal("history").leftToItsTool(),
                    Table.identity("person")
                            .select(
                                    Rows.own("id"),
                                    Rows.ofTenantThrough(
                                            "id", "membership", "person_id", "tenant_id"))
                            .update(List.of("name"), Rows.own("id"))
                            .lookedUpByOwner(),
                    Table.identity("membership")
                            .select(Rows.own("person_id"), Rows.ofTenant("tenant_id"))
                            .insert(Rows.ofTenant("tenant_id"))
                            .delete(Rows.ofTenant("tenant_id")),
                    Table.identity("organisation")
                            .select(
                                    Rows.ofTenant("id"),
                                    Rows.ownThrough("id", "membership", "tenant_id", "person_id")));

    public static final String TABLES =
            """
            create table organisation (id uuid primary key, name text not null);
            create table person (id uuid primary key, email text not null unique, name text not null);
            create table membership (
                tenant_id uuid not null default bailiwick.tenant() references organisation on delete cascade,
                person_id uuid not null references person,
                primary key (tenant_id, person_id));
            create table pupil (
                tenant_id uuid not null default bailiwick.tenant(), id uuid not null default uuidv7(),
                name text not null, email text, born timestamptz,
                primary key (tenant_id, id), unique (tenant_id, email), unique (id));
            create table lesson (
                tenant_id uuid not null default bailiwick.tenant(), id uuid not null default uuidv7(),
                class_id uuid, title text not null, primary key (tenant_id, id));
            create table notice (
                tenant_id uuid not null default bailiwick.tenant(), id uuid not null default uuidv7(),
                class_id uuid, title text not null, primary key (tenant_id, id));
            create table mark (
                tenant_id uuid not null default bailiwick.tenant(), id uuid not null default uuidv7(),
                pupil_id uuid not null, points integer not null,
                primary key (tenant_id, id), foreign key (tenant_id, pupil_id) references pupil (tenant_id, id));
            create table entry (
                tenant_id uuid not null default bailiwick.tenant(), id uuid not null default uuidv7(),
                title text not null, primary key (tenant_id, id)) partition by range (id);
            create table entry_all partition of entry default;
            create table page (
                id uuid primary key default uuidv7(), pupil_id uuid references pupil (id) on delete cascade, title text not null);
            create table subject (name text primary key);
            create table queue (id bigint generated always as identity primary key, payload text not null);
            create table history (version integer primary key);
            """;

    public static final String ROWS =
            """
            insert into organisation values ('%1$s', 'Acme'), ('%2$s', 'Bolt');
            insert into person values ('%3$s', 'ann@acme', 'Ann'), ('%4$s', 'ben@bolt', 'Ben');
            insert into membership values ('%1$s', '%3$s'), ('%2$s', '%4$s');
            insert into pupil (tenant_id, id, name, email)
                select '%1$s'::uuid, ('00000000-0000-7000-8000-a' || lpad(n::text, 11, '0'))::uuid, 'acme-' || n, 'a' || n
                from generate_series(1, 9) n
                union all
                select '%2$s'::uuid, ('00000000-0000-7000-8000-b' || lpad(n::text, 11, '0'))::uuid, 'bolt-' || n, 'b' || n
                from generate_series(1, 7) n;
            insert into lesson (tenant_id, class_id, title) values
                ('%1$s', '%5$s', 'acme-art'), ('%1$s', '%6$s', 'acme-biology'), ('%1$s', null, 'acme-none'),
                ('%2$s', '%7$s', 'bolt-art');
            insert into notice (tenant_id, class_id, title) select tenant_id, class_id, title from lesson;
            insert into mark (tenant_id, pupil_id, points) select tenant_id, id, 1 from pupil;
            insert into entry (tenant_id, title) values ('%1$s', 'acme-entry'), ('%2$s', 'bolt-entry');
            insert into page (pupil_id, title) select id, name || '-page' from pupil;
            insert into page (pupil_id, title) values (null, 'nobody''s page');
            insert into subject values ('Art'), ('Biology');
            insert into queue (payload) values ('something');
            insert into history values (1);
            """
                    .formatted(ACME, BOLT, ANN, BEN, ACME_CLASS, ACME_OTHER_CLASS, BOLT_CLASS);

    private static final Blueprint BLUEPRINT =
            Blueprint.of("school")
                    .withRole("school_worker")
                    .with(WallSql.functions(), TABLES, WallSql.isolation(WALL))
                    .withRows(ROWS);

    private School() {}

    /** The schools' database, walled, with rows. */
    public static TestDatabase database() throws SQLException {
        return BLUEPRINT.database();
    }

    /** As {@link #scoped}, attacked by Acme, whose pupils Bolt's are not. */
    public static Attacks attacks(TestDatabase database) throws IOException {
        return Attacks.on(
                database,
                Witness.byName(acme(), "select name from pupil", "acme", "bolt"),
                driver -> ScopedDataSource.of(driver, WALL));
    }

    public static ScopedDataSource scoped(TestDatabase database) {
        return ScopedDataSource.of(database.app(), WALL);
    }

    public static Scope.Tenant acme() {
        return Scope.Tenant.of(ACME).as(ANN).with(CLASSES, ACME_CLASS.toString());
    }

    public static Scope.Tenant bolt() {
        return Scope.Tenant.of(BOLT).as(BEN).with(CLASSES, BOLT_CLASS.toString());
    }

    public static Scope.Tenant seesAll() {
        return Scope.Tenant.of(ACME).as(ANN).with(CLASSES, "all");
    }
}
