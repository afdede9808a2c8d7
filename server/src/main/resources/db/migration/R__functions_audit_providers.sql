-- What becomes of providers, and of what belongs to them, is in the record by triggers, whoever changes it and by whichever way; but for rows
-- of providers and scans that SQL deletes unmarked. What nobody in particular does, such as keeping house, is not.

-- Nothing of what credentials say: the kind that they are of.
create or replace function audit_secret() returns trigger
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    secret posture.provider_secret;
    what constant text := case when tg_op = 'INSERT' then 'secret.made'
                               when tg_op = 'DELETE' then 'secret.removed'
                               when old.version <> new.version or old.sealed <> new.sealed then 'secret.replaced'
                               else 'secret.renamed' end;
begin
    if bailiwick.principal() is null then
        return null;
    end if;
    if tg_op = 'DELETE' then
        secret := old;
    else
        secret := new;
    end if;
    perform authority_noted(secret.tenant_id, bailiwick.principal(), what, secret.id,
        jsonb_build_object('providers', array[secret.provider_id], 'name', secret.name, 'type', secret.secret_type)
        || case when tg_op = 'UPDATE' then
               jsonb_build_object('before', jsonb_build_object('name', old.name, 'type', old.secret_type)) else '{}' end);
    return null;
end
$$;
revoke all on function audit_secret() from public;
create or replace trigger audited_when_made after insert on provider_secret for each row execute function audit_secret();
-- also those that are sealed with another key, which nobody in particular does
create or replace trigger audited after update on provider_secret
    for each row when ((old.name, old.version, old.sealed) is distinct from (new.name, new.version, new.sealed))
    execute function audit_secret();
create or replace trigger audited_when_removed after delete on provider_secret for each row execute function audit_secret();

create or replace function audit_provider() returns trigger
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    if bailiwick.principal() is not null then
        perform authority_noted(new.tenant_id, bailiwick.principal(), 'provider.deleted', new.id,
            jsonb_build_object('provider', new.provider, 'uid', new.uid, 'alias', new.alias));
    end if;
    return null;
end
$$;
revoke all on function audit_provider() from public;
create or replace trigger audited after update of deleted_at on provider
    for each row when (old.deleted_at is null and new.deleted_at is not null)
    execute function audit_provider();

create or replace function audit_scan() returns trigger
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    if bailiwick.principal() is not null then
        perform authority_noted(new.tenant_id, bailiwick.principal(), 'scan.deleted', new.id,
            jsonb_build_object('providers', array[new.provider_id], 'name', new.name, 'state', new.state, 'completed_at', new.completed_at));
    end if;
    return null;
end
$$;
revoke all on function audit_scan() from public;
create or replace trigger audited after update of deleted_at on scan
    for each row when (old.deleted_at is null and new.deleted_at is not null)
    execute function audit_scan();

create or replace function audit_schedule() returns trigger
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    schedule posture.schedule;
    what constant text := case when tg_op = 'INSERT' then 'schedule.made'
                               when tg_op = 'DELETE' then 'schedule.removed'
                               when old.paused = new.paused then 'schedule.changed'
                               when new.paused then 'schedule.paused'
                               else 'schedule.resumed' end;
begin
    if bailiwick.principal() is null then
        return null;
    end if;
    if tg_op = 'DELETE' then
        schedule := old;
    else
        schedule := new;
    end if;
    perform authority_noted(schedule.tenant_id, bailiwick.principal(), what, schedule.id,
        jsonb_build_object('providers', array[schedule.provider_id], 'cron', schedule.cron, 'timezone', schedule.zone)
        || case when tg_op = 'UPDATE' then
               jsonb_build_object('before', jsonb_build_object('cron', old.cron, 'timezone', old.zone)) else '{}' end);
    return null;
end
$$;
revoke all on function audit_schedule() from public;
create or replace trigger audited_when_made after insert on schedule for each row execute function audit_schedule();
create or replace trigger audited after update on schedule
    for each row when ((old.cron, old.zone, old.paused) is distinct from (new.cron, new.zone, new.paused))
    execute function audit_schedule();
create or replace trigger audited_when_removed after delete on schedule for each row execute function audit_schedule();

-- Tasks that somebody calls off, or begins anew; also those that end with what is theirs, which their reason says.
create or replace function audit_job() returns trigger
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    if bailiwick.principal() is not null then
        perform authority_noted(new.tenant_id, bailiwick.principal(),
            case when new.state = 'cancelled' then 'task.cancelled' else 'task.retried' end, new.id,
            jsonb_build_object('providers', array_remove(array[new.provider_id], null), 'name', new.name, 'reason', new.result ->> 'reason'));
    end if;
    return null;
end
$$;
revoke all on function audit_job() from public;
create or replace trigger audited after update of state on job
    for each row when ((old.state <> 'cancelled' and new.state = 'cancelled') or (old.state = 'failed' and new.state = 'available'))
    execute function audit_job();
