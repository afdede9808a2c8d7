package dev.bailiwick.posture.database;

import java.util.ArrayList;
import java.util.List;

/** What the newest steps have made, taken away again: a database as an older version left it. */
final class Steps {

    /** Whose rows are a provider's. */
    static final List<String> PROVIDER_TABLES =
            List.of(
                    "provider_group_member",
                    "job",
                    "scan",
                    "resource",
                    "resource_tag",
                    "resource_change",
                    "scan_resource",
                    "finding",
                    "scan_count",
                    "scan_breakdown");

    /** Of the steps from 017 on and the repeatable ones; what they only replace stays. */
    static final List<String> UNDO_VISIBILITY = undoVisibility();

    private Steps() {}

    private static List<String> undoQueues() {
        return List.of(
                "drop function posture.end_job, posture.leave_queue, posture.release_jobs,"
                        + " posture.cancel_waiting",
                "drop table posture.job_need",
                "drop index posture.job_by_end",
                "alter table posture.job drop column key",
                "drop function posture.pick_lasting_jobs, posture.pick_jobs,"
                        + " posture.pick_jobs_of_others, posture.give_turns, posture.next_turn,"
                        + " posture.dequeue_job, posture.stale_jobs",
                "drop table posture.job_clock",
                "drop index posture.scheduled_tasks_picked",
                "alter table posture.scheduled_tasks drop column place, drop column turn,"
                        + " drop column urgency, drop column tenant_id, drop column principal_id",
                "alter table posture.job drop column queue, drop column urgency",
                "create index scheduled_tasks_execution_time on posture.scheduled_tasks"
                        + " (execution_time)",
                "create index scheduled_tasks_priority on posture.scheduled_tasks"
                        + " (priority desc, execution_time)",
                "update posture.scheduled_tasks set task_name = 'job' where task_name like"
                        + " 'job-%'");
    }

    private static List<String> undoVisibility() {
        List<String> statements = new ArrayList<>(undoQueues());
        // with their triggers
        statements.add(
                "drop function posture.audit_secret, posture.audit_provider, posture.audit_scan,"
                        + " posture.audit_schedule, posture.audit_job cascade");
        statements.add(
                "drop table posture.daily_severity, posture.scan_attack_surface,"
                        + " posture.scan_category, posture.scan_resource_group");
        statements.add("alter table posture.scan drop column summarised_at");
        statements.add("alter table posture.scan drop column partial");
        statements.add("drop function posture.tenants_due_for_retention");
        statements.add("drop table posture.retention");
        statements.add("alter table posture.scan drop column deleted_at");
        statements.add("drop function posture.idle_schedules");
        statements.add("drop table posture.schedule");
        statements.add("drop function posture.waiting_bytes, posture.is_behind_another");
        statements.add(
                "alter table posture.ingestion drop column sender_id cascade,"
                        + " drop column provider_nos cascade");
        statements.add("alter table posture.ingestion drop column scan_id");
        statements.add("drop table posture.provider_secret, posture.secret_key");
        statements.add("alter table posture.scan drop column reason, drop column choice");
        statements.add("drop index posture.scan_open");
        for (String table : List.of("tenant", "app_user", "api_key")) {
            statements.add("drop trigger audited on posture." + table);
        }
        statements.add("drop trigger audited_when_made on posture.api_key");
        statements.add(
                "drop function posture.audit_tenant, posture.audit_user, posture.audit_key,"
                        + " posture.log_refused, posture.key_fault, posture.make_key,"
                        + " posture.rename_key, posture.revoke_key, posture.found_tenant");
        statements.add("drop trigger audited_names on posture.app_user");
        statements.add(
                "drop function posture.audit_names, posture.change_retention,"
                        + " posture.key_shown, posture.member_above_rank,"
                        + " posture.group_above_rank, posture.check_fresh, posture.restored");
        statements.add(
                "create function posture.api_key_by_prefix(text) returns text language sql"
                        + " return $1");
        statements.add("drop function posture.audit_stays cascade");
        statements.add("drop function posture.named cascade");
        statements.add("drop function posture.is_of_providers");
        statements.add(
                "drop function posture.address_of, posture.audit_object, posture.audit_details,"
                        + " posture.change_membership, posture.has_owner_beside");
        statements.add("drop index posture.audit_entry_of_who_left");
        statements.add("alter table posture.audit_entry drop column names");
        statements.add("alter table posture.ingestion_account drop column seen_provider_id");
        statements.add("drop table posture.maintenance_audit");
        statements.add("drop index posture.audit_entry_at, posture.job_by_provider");
        statements.add("alter table posture.audit_entry drop constraint audit_entry_is_small");
        statements.add("drop trigger invitations_fall on posture.tenant");
        statements.add(
                "drop function posture.authority_noted, posture.change_account,"
                        + " posture.roles_in_rank, posture.invitation_stands,"
                        + " posture.revoke_fallen_invitations, posture.invitations_fall,"
                        + " posture.invitation_fault, posture.seen_groups");
        statements.add(
                "alter table posture.invitation drop column generation, drop column token_mark");
        statements.add(
                "drop function posture.invite, posture.change_invitation,"
                        + " posture.revoke_invitation, posture.invitation_verdict,"
                        + " posture.ask_invitation, posture.hold_invitation,"
                        + " posture.join_invited, posture.accept_invitation,"
                        + " posture.sign_up_invited");
        statements.add("drop trigger authority_moves on posture.tenant");
        statements.add("drop trigger authority_moves on posture.app_user");
        statements.add("drop function posture.authority_moves, posture.provider_gone");
        statements.add("drop function bailiwick.check_epoch, bailiwick.moved");
        statements.add("drop function posture.new_provider_id, posture.free_provider_number");
        statements.add("drop table posture.provider_number_lock");
        // with the policies, which the repeatable step makes again
        PROVIDER_TABLES.forEach(
                table ->
                        statements.add(
                                "alter table posture.%s drop column provider_no cascade"
                                        .formatted(table)));
        statements.add("alter table posture.provider drop column no cascade");
        statements.add("drop function bailiwick.words, bailiwick.number_of");
        statements.add(
                "delete from posture.flyway_schema_history where version >= '017'"
                        + " or version is null");
        return statements;
    }
}
