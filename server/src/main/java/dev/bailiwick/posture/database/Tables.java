package dev.bailiwick.posture.database;

import static dev.bailiwick.postgres.Rows.ofTenant;
import static dev.bailiwick.postgres.Rows.ofTenantThrough;
import static dev.bailiwick.postgres.Rows.own;
import static dev.bailiwick.postgres.Rows.ownThrough;
import static dev.bailiwick.posture.access.Visibility.GROUPS;
import static dev.bailiwick.posture.access.Visibility.PROVIDERS;

import dev.bailiwick.postgres.EpochSource;
import dev.bailiwick.postgres.EpochSource.Counter;
import dev.bailiwick.postgres.Link;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.TenantTable;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WhenNull;
import dev.bailiwick.posture.database.login.LoginRole;
import dev.bailiwick.posture.database.setup.Migrations;

import java.util.List;
import java.util.stream.Stream;

/**
 * The declaration of every table: whose rows it holds and what the app role may do with them.
 * {@code R__isolation.sql} is generated from it, and the gate compares it with the database at
 * every start.
 */
final class Tables {

    static final Roles ROLES =
            Roles.of(LoginRole.OWNER, LoginRole.APP.role())
                    .withWorker(LoginRole.WORKER.role())
                    .withMaintenance(LoginRole.MAINT.role());

    /** To the upload that a row belongs to. */
    private static final Link UPLOAD =
            Link.of(List.of("tenant_id", "ingestion_id"), "ingestion", List.of("tenant_id", "id"));

    private Tables() {}

    static Wall wall() {
        Table[] tables =
                Stream.of(identities(), authority(), work(), uploads(), scans(), tools())
                        .flatMap(List::stream)
                        .toArray(Table[]::new);
        return Wall.of(Migrations.SCHEMA, ROLES, tables)
                .checkingEpoch(
                        EpochSource.of(
                                        new Counter("tenant", "id", "authority_epoch"),
                                        new Counter("app_user", "id", "authority_epoch"))
                                .requiringEpochs());
    }

    /** Read before a tenant is known; made and ended by functions alone. */
    private static List<Table> identities() {
        return List.of(
                users(),
                Table.identity("tenant")
                        .select(
                                ofTenant("id"),
                                ownThrough("id", "membership", "tenant_id", "user_id"))
                        .update(List.of("name", "epoch", "updated_at"), ofTenant("id"))
                        .changedByOwner(),
                Table.identity("membership")
                        .select(ofTenant("tenant_id"), own("user_id"))
                        .changedByOwner(),
                Table.identity("refresh_token")
                        .select(own("user_id"))
                        .insert(own("user_id"))
                        .update(List.of("used_at", "revoked_at"), own("user_id"))
                        .delete(own("user_id"))
                        .changedByOwner(),
                // but the hash, which a function compares
                Table.tenant("api_key")
                        .select(
                                "tenant_id",
                                "id",
                                "name",
                                "prefix",
                                "entity_id",
                                "inserted_at",
                                "expires_at",
                                "last_used_at",
                                "revoked")
                        .update("last_used_at")
                        .changedByOwner(),
                Table.internal("sign_in_failure"));
    }

    /** But the hash of the password, which is for the function that signs in. */
    private static Table users() {
        return Table.identity("app_user")
                .select(
                        List.of(
                                "id",
                                "email",
                                "name",
                                "company_name",
                                "is_active",
                                "credentials_epoch",
                                "authority_epoch",
                                "date_joined",
                                "last_login"),
                        own("id"),
                        ofTenantThrough("id", "membership", "user_id", "tenant_id"))
                .update(
                        List.of(
                                "email",
                                "name",
                                "company_name",
                                "password_hash",
                                "credentials_epoch",
                                "last_login"),
                        own("id"))
                .changedByOwner();
    }

    /** Changed by the functions of the repeatable steps alone. */
    private static List<Table> authority() {
        return List.of(
                Table.tenant("role").readOnly().changedByOwner(),
                Table.tenant("role_user").readOnly().changedByOwner(),
                Table.tenant("role_provider_group")
                        .narrowedBy(GROUPS, "provider_group_id")
                        .readOnly()
                        .changedByOwner(),
                Table.tenant("provider")
                        .narrowedByNumber(PROVIDERS, "no")
                        .everything()
                        .lookedUpByOwner(),
                Table.tenant("provider_group").narrowedBy(GROUPS, "id").readOnly().changedByOwner(),
                Table.tenant("provider_group_member")
                        .narrowedByNumber(PROVIDERS, "provider_no")
                        .narrowedBy(GROUPS, "provider_group_id")
                        .readOnly()
                        .changedByOwner(),
                Table.tenant("invitation")
                        .select(
                                "tenant_id",
                                "id",
                                "email",
                                "state",
                                "expires_at",
                                "inviter_id",
                                "inserted_at",
                                "updated_at",
                                "generation",
                                "token_mark")
                        .changedByOwner(),
                Table.tenant("invitation_role").readOnly().changedByOwner(),
                // the app role writes none; maintenance and the owner's functions do, so it is a
                // record against users and not against who runs the server
                Table.tenant("audit_entry").readOnly().changedByOwner(),
                Table.internal("maintenance_audit"),
                // locked by the function that finds a free number, and read by nobody
                Table.internal("provider_number_lock"));
    }

    private static List<Table> work() {
        return List.of(
                Table.tenant("job")
                        .narrowedByOptionalNumber(PROVIDERS, "provider_no")
                        .narrowedThrough(PROVIDERS, UPLOAD.whenNull(WhenNull.PASSED_OVER))
                        .select()
                        // the id, by which the engine knows it, is the database's to give: one of
                        // another tenant's would take its place in the queue
                        .insert(
                                "name",
                                "state",
                                "args",
                                "principal_id",
                                "provider_id",
                                "correlation",
                                "queue",
                                "urgency",
                                "key")
                        .update(
                                "state",
                                "result",
                                "metadata",
                                "attempt",
                                "failures",
                                "deaths",
                                "started_at",
                                "completed_at")
                        .delete()
                        // what waits for a job is released and cancelled with it, seen or not
                        .changedByOwner(),
                Table.tenant("job_need").select().insert().lookedUpByOwner(),
                Table.internal("scheduled_tasks").forWorker(),
                Table.internal("job_clock").forWorker());
    }

    /** What is to be removed, takes room or comes first is looked up by functions. */
    private static List<Table> uploads() {
        return List.of(
                Table.tenant("ingestion")
                        .narrowedByNumbers(PROVIDERS, "provider_nos", "sender_id")
                        .everything()
                        .lookedUpByOwner(),
                ofIngestion("ingestion_chunk"),
                ofIngestion("ingestion_account").lookedUpByOwner(),
                ofIngestion("ingestion_error"));
    }

    /** Few rows, or large ones, and read of one upload at a time. */
    private static TenantTable ofIngestion(String name) {
        return Table.tenant(name).narrowedThrough(PROVIDERS, UPLOAD).select().insert().delete();
    }

    /**
     * Findings and resources are searched by functions that run as the owner. Keys are wrapped by
     * one that is not in the database, and added by maintenance.
     */
    private static List<Table> scans() {
        return List.of(
                Table.global("secret_key"),
                // whose scans are to be looked for is asked by a function, and changed by another
                Table.tenant("retention").readOnly().changedByOwner(),
                ofProvider("provider_secret"),
                // whether one that was deleted is left is asked by a function
                ofProvider("scan").lookedUpByOwner(),
                // and which have come to a stop
                ofProvider("schedule").lookedUpByOwner(),
                Table.tenant("check_metadata").select().insert().delete(),
                ofProvider("resource").lookedUpByOwner(),
                ofProvider("resource_tag"),
                ofProvider("resource_change"),
                ofProvider("scan_resource"),
                ofProvider("finding").lookedUpByOwner(),
                ofProvider("scan_count"),
                ofProvider("scan_breakdown"),
                ofProvider("daily_severity"),
                ofProvider("scan_attack_surface"),
                ofProvider("scan_category"),
                ofProvider("scan_resource_group"));
    }

    private static List<Table> tools() {
        return List.of(Table.internal("flyway_schema_history").leftToItsTool());
    }

    private static TenantTable ofProvider(String name) {
        return Table.tenant(name).narrowedByNumber(PROVIDERS, "provider_no").everything();
    }
}
