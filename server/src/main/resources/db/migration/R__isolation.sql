-- Generated from the declaration of every table (WallSql.isolation). Do not edit.

do $$
declare undeclared text := (
    select string_agg(relname, ', ' order by relname) from pg_catalog.pg_class
    where relnamespace = 'posture'::regnamespace and relkind in ('r', 'p', 'f') and not relispartition
    and relname <> all (array[
        'api_key',
                'app_user',
                'audit_entry',
                'check_metadata',
                'daily_severity',
                'finding',
                'flyway_schema_history',
                'ingestion',
                'ingestion_account',
                'ingestion_chunk',
                'ingestion_error',
                'invitation',
                'invitation_role',
                'job',
                'job_clock',
                'job_need',
                'maintenance_audit',
                'membership',
                'provider',
                'provider_group',
                'provider_group_member',
                'provider_number_lock',
                'provider_secret',
                'refresh_token',
                'resource',
                'resource_change',
                'resource_tag',
                'retention',
                'role',
                'role_provider_group',
                'role_user',
                'scan',
                'scan_attack_surface',
                'scan_breakdown',
                'scan_category',
                'scan_count',
                'scan_resource',
                'scan_resource_group',
                'schedule',
                'scheduled_tasks',
                'secret_key',
                'sign_in_failure',
                'tenant']::text[]));
begin
    if undeclared is not null then
        raise exception 'Declare these tables: %', undeclared;
    end if;
end $$;

do $$
declare old record;
begin
    for old in select polname, polrelid::regclass as tab from pg_catalog.pg_policy
        join pg_catalog.pg_class on pg_class.oid = polrelid
        where relnamespace = 'posture'::regnamespace and polname like 'bailiwick\_%'
    loop
        execute format('drop policy %I on %s', old.polname, old.tab);
    end loop;
    -- a temporary table would shadow the one of the same name, without its policies
    if exists (select from pg_catalog.pg_database where datname = current_database() and pg_has_role(datdba, 'USAGE')) then
        execute format('revoke temporary on database %I from public, bailiwick_app, bailiwick_worker, bailiwick_maint', current_database());
    end if;
end $$;
revoke all on all tables in schema posture from public, bailiwick_app, bailiwick_worker, bailiwick_maint;
revoke all on all sequences in schema posture from public, bailiwick_app, bailiwick_worker, bailiwick_maint;
revoke all on schema posture from public, bailiwick_app, bailiwick_worker, bailiwick_maint;
grant usage on schema posture to bailiwick_app, bailiwick_worker, bailiwick_maint;

-- tenant table api_key
alter table posture.api_key enable row level security;
alter table posture.api_key force row level security;
create policy bailiwick_app on posture.api_key as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()))
    with check (tenant_id = (select bailiwick.tenant()));
create policy bailiwick_owner on posture.api_key as permissive for all to bailiwick_owner
    using (true)
    with check (true);
grant select (entity_id, expires_at, id, inserted_at, last_used_at, name, prefix, revoked, tenant_id), update (last_used_at) on posture.api_key to bailiwick_app;
grant select, insert, update, delete on posture.api_key to bailiwick_maint;

-- identity table app_user
alter table posture.app_user enable row level security;
alter table posture.app_user force row level security;
create policy bailiwick_app_select on posture.app_user as permissive for select to bailiwick_app
    using ((id = (select bailiwick.principal()) or exists (select from posture.membership where membership.user_id = app_user.id and membership.tenant_id = (select bailiwick.tenant()))));
create policy bailiwick_app_update on posture.app_user as permissive for update to bailiwick_app
    using (id = (select bailiwick.principal()))
    with check (id = (select bailiwick.principal()));
create policy bailiwick_owner on posture.app_user as permissive for all to bailiwick_owner
    using (true)
    with check (true);
grant select (authority_epoch, company_name, credentials_epoch, date_joined, email, id, is_active, last_login, name), update (company_name, credentials_epoch, email, last_login, name, password_hash) on posture.app_user to bailiwick_app;
grant select, insert, update, delete on posture.app_user to bailiwick_maint;

-- tenant table audit_entry
alter table posture.audit_entry enable row level security;
alter table posture.audit_entry force row level security;
create policy bailiwick_app on posture.audit_entry as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()))
    with check (tenant_id = (select bailiwick.tenant()));
create policy bailiwick_owner on posture.audit_entry as permissive for all to bailiwick_owner
    using (true)
    with check (true);
grant select on posture.audit_entry to bailiwick_app;
grant select, insert, update, delete on posture.audit_entry to bailiwick_maint;

-- tenant table check_metadata
alter table posture.check_metadata enable row level security;
alter table posture.check_metadata force row level security;
create policy bailiwick_app on posture.check_metadata as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()))
    with check (tenant_id = (select bailiwick.tenant()));
grant select, insert, delete on posture.check_metadata to bailiwick_app;
grant select, insert, update, delete on posture.check_metadata to bailiwick_maint;

-- tenant table daily_severity
alter table posture.daily_severity enable row level security;
alter table posture.daily_severity force row level security;
create policy bailiwick_app on posture.daily_severity as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1));
grant select, insert, update, delete on posture.daily_severity to bailiwick_app;
grant select, insert, update, delete on posture.daily_severity to bailiwick_maint;

-- tenant table finding
alter table posture.finding enable row level security;
alter table posture.finding force row level security;
create policy bailiwick_app on posture.finding as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1));
create policy bailiwick_owner_select on posture.finding as permissive for select to bailiwick_owner
    using (true);
grant select, insert, update, delete on posture.finding to bailiwick_app;
grant select, insert, update, delete on posture.finding to bailiwick_maint;

-- internal table flyway_schema_history

-- tenant table ingestion
alter table posture.ingestion enable row level security;
alter table posture.ingestion force row level security;
create policy bailiwick_app on posture.ingestion as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or sender_id = (select bailiwick.principal()) or (select bool_and((((((select bailiwick.words('providers')))[(seen.number >> 5) + 1] >> (seen.number & 31)) & 1) = 1) is true) from unnest(provider_nos) as seen (number))))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or sender_id = (select bailiwick.principal()) or (select bool_and((((((select bailiwick.words('providers')))[(seen.number >> 5) + 1] >> (seen.number & 31)) & 1) = 1) is true) from unnest(provider_nos) as seen (number))));
create policy bailiwick_owner_select on posture.ingestion as permissive for select to bailiwick_owner
    using (true);
grant select, insert, update, delete on posture.ingestion to bailiwick_app;
grant select, insert, update, delete on posture.ingestion to bailiwick_maint;

-- tenant table ingestion_account
alter table posture.ingestion_account enable row level security;
alter table posture.ingestion_account force row level security;
create policy bailiwick_app on posture.ingestion_account as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or exists (select from posture.ingestion where ingestion.tenant_id = ingestion_account.tenant_id and ingestion.id = ingestion_account.ingestion_id)))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or exists (select from posture.ingestion where ingestion.tenant_id = ingestion_account.tenant_id and ingestion.id = ingestion_account.ingestion_id)));
create policy bailiwick_owner_select on posture.ingestion_account as permissive for select to bailiwick_owner
    using (true);
grant select, insert, delete on posture.ingestion_account to bailiwick_app;
grant select, insert, update, delete on posture.ingestion_account to bailiwick_maint;

-- tenant table ingestion_chunk
alter table posture.ingestion_chunk enable row level security;
alter table posture.ingestion_chunk force row level security;
create policy bailiwick_app on posture.ingestion_chunk as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or exists (select from posture.ingestion where ingestion.tenant_id = ingestion_chunk.tenant_id and ingestion.id = ingestion_chunk.ingestion_id)))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or exists (select from posture.ingestion where ingestion.tenant_id = ingestion_chunk.tenant_id and ingestion.id = ingestion_chunk.ingestion_id)));
grant select, insert, delete on posture.ingestion_chunk to bailiwick_app;
grant select, insert, update, delete on posture.ingestion_chunk to bailiwick_maint;

-- tenant table ingestion_error
alter table posture.ingestion_error enable row level security;
alter table posture.ingestion_error force row level security;
create policy bailiwick_app on posture.ingestion_error as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or exists (select from posture.ingestion where ingestion.tenant_id = ingestion_error.tenant_id and ingestion.id = ingestion_error.ingestion_id)))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or exists (select from posture.ingestion where ingestion.tenant_id = ingestion_error.tenant_id and ingestion.id = ingestion_error.ingestion_id)));
grant select, insert, delete on posture.ingestion_error to bailiwick_app;
grant select, insert, update, delete on posture.ingestion_error to bailiwick_maint;

-- tenant table invitation
alter table posture.invitation enable row level security;
alter table posture.invitation force row level security;
create policy bailiwick_app on posture.invitation as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()))
    with check (tenant_id = (select bailiwick.tenant()));
create policy bailiwick_owner on posture.invitation as permissive for all to bailiwick_owner
    using (true)
    with check (true);
grant select (email, expires_at, generation, id, inserted_at, inviter_id, state, tenant_id, token_mark, updated_at) on posture.invitation to bailiwick_app;
grant select, insert, update, delete on posture.invitation to bailiwick_maint;

-- tenant table invitation_role
alter table posture.invitation_role enable row level security;
alter table posture.invitation_role force row level security;
create policy bailiwick_app on posture.invitation_role as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()))
    with check (tenant_id = (select bailiwick.tenant()));
create policy bailiwick_owner on posture.invitation_role as permissive for all to bailiwick_owner
    using (true)
    with check (true);
grant select on posture.invitation_role to bailiwick_app;
grant select, insert, update, delete on posture.invitation_role to bailiwick_maint;

-- tenant table job
alter table posture.job enable row level security;
alter table posture.job force row level security;
create or replace function bailiwick.sees_ingestion_of_job_2d87d8d8(refers record) returns boolean language plpgsql stable parallel restricted as $$
begin
    return exists (select from posture.ingestion referred_to where referred_to.tenant_id operator(pg_catalog.=) refers.f1 and referred_to.id operator(pg_catalog.=) refers.f2);
end
$$;
create policy bailiwick_app on posture.job as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or (((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1 or provider_no is null) and (tenant_id is null or ingestion_id is null or bailiwick.sees_ingestion_of_job_2d87d8d8(ROW(tenant_id, ingestion_id)))))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or (((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1 or provider_no is null) and (tenant_id is null or ingestion_id is null or bailiwick.sees_ingestion_of_job_2d87d8d8(ROW(tenant_id, ingestion_id)))));
create policy bailiwick_owner on posture.job as permissive for all to bailiwick_owner
    using (true)
    with check (true);
grant select, insert (args, correlation, key, name, principal_id, provider_id, queue, state, urgency), update (attempt, completed_at, deaths, failures, metadata, result, started_at, state), delete on posture.job to bailiwick_app;
grant select, insert, update, delete on posture.job to bailiwick_maint;

-- internal table job_clock
alter table posture.job_clock enable row level security;
alter table posture.job_clock force row level security;
create policy bailiwick_worker on posture.job_clock as permissive for all to bailiwick_worker
    using (true)
    with check (true);
create policy bailiwick_owner on posture.job_clock as permissive for all to bailiwick_owner
    using (true)
    with check (true);
grant select, insert, update, delete on posture.job_clock to bailiwick_maint;
grant select, insert, update, delete on posture.job_clock to bailiwick_worker;

-- tenant table job_need
alter table posture.job_need enable row level security;
alter table posture.job_need force row level security;
create policy bailiwick_app on posture.job_need as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()))
    with check (tenant_id = (select bailiwick.tenant()));
create policy bailiwick_owner_select on posture.job_need as permissive for select to bailiwick_owner
    using (true);
grant select, insert on posture.job_need to bailiwick_app;
grant select, insert, update, delete on posture.job_need to bailiwick_maint;

-- internal table maintenance_audit
alter table posture.maintenance_audit enable row level security;
alter table posture.maintenance_audit force row level security;
create policy bailiwick_owner on posture.maintenance_audit as permissive for all to bailiwick_owner
    using (true)
    with check (true);
grant select, insert, update, delete on posture.maintenance_audit to bailiwick_maint;

-- identity table membership
alter table posture.membership enable row level security;
alter table posture.membership force row level security;
create policy bailiwick_app_select on posture.membership as permissive for select to bailiwick_app
    using ((tenant_id = (select bailiwick.tenant()) or user_id = (select bailiwick.principal())));
create policy bailiwick_owner on posture.membership as permissive for all to bailiwick_owner
    using (true)
    with check (true);
grant select on posture.membership to bailiwick_app;
grant select, insert, update, delete on posture.membership to bailiwick_maint;

-- tenant table provider
alter table posture.provider enable row level security;
alter table posture.provider force row level security;
create policy bailiwick_app on posture.provider as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(no >> 5) + 1] >> (no & 31)) & 1) = 1))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(no >> 5) + 1] >> (no & 31)) & 1) = 1));
create policy bailiwick_owner_select on posture.provider as permissive for select to bailiwick_owner
    using (true);
grant select, insert, update, delete on posture.provider to bailiwick_app;
grant select, insert, update, delete on posture.provider to bailiwick_maint;

-- tenant table provider_group
alter table posture.provider_group enable row level security;
alter table posture.provider_group force row level security;
create policy bailiwick_app on posture.provider_group as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('groups')) or id = any ((select bailiwick.sees('groups'))::uuid[])))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('groups')) or id = any ((select bailiwick.sees('groups'))::uuid[])));
create policy bailiwick_owner on posture.provider_group as permissive for all to bailiwick_owner
    using (true)
    with check (true);
grant select on posture.provider_group to bailiwick_app;
grant select, insert, update, delete on posture.provider_group to bailiwick_maint;

-- tenant table provider_group_member
alter table posture.provider_group_member enable row level security;
alter table posture.provider_group_member force row level security;
create policy bailiwick_app on posture.provider_group_member as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1) and ((select bailiwick.sees_all('groups')) or provider_group_id = any ((select bailiwick.sees('groups'))::uuid[])))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1) and ((select bailiwick.sees_all('groups')) or provider_group_id = any ((select bailiwick.sees('groups'))::uuid[])));
create policy bailiwick_owner on posture.provider_group_member as permissive for all to bailiwick_owner
    using (true)
    with check (true);
grant select on posture.provider_group_member to bailiwick_app;
grant select, insert, update, delete on posture.provider_group_member to bailiwick_maint;

-- internal table provider_number_lock
alter table posture.provider_number_lock enable row level security;
alter table posture.provider_number_lock force row level security;
create policy bailiwick_owner on posture.provider_number_lock as permissive for all to bailiwick_owner
    using (true)
    with check (true);
grant select, insert, update, delete on posture.provider_number_lock to bailiwick_maint;

-- tenant table provider_secret
alter table posture.provider_secret enable row level security;
alter table posture.provider_secret force row level security;
create policy bailiwick_app on posture.provider_secret as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1));
grant select, insert, update, delete on posture.provider_secret to bailiwick_app;
grant select, insert, update, delete on posture.provider_secret to bailiwick_maint;

-- identity table refresh_token
alter table posture.refresh_token enable row level security;
alter table posture.refresh_token force row level security;
create policy bailiwick_app_select on posture.refresh_token as permissive for select to bailiwick_app
    using (user_id = (select bailiwick.principal()));
create policy bailiwick_app_insert on posture.refresh_token as permissive for insert to bailiwick_app
    with check (user_id = (select bailiwick.principal()));
create policy bailiwick_app_update on posture.refresh_token as permissive for update to bailiwick_app
    using (user_id = (select bailiwick.principal()))
    with check (user_id = (select bailiwick.principal()));
create policy bailiwick_app_delete on posture.refresh_token as permissive for delete to bailiwick_app
    using (user_id = (select bailiwick.principal()));
create policy bailiwick_owner on posture.refresh_token as permissive for all to bailiwick_owner
    using (true)
    with check (true);
grant select, insert, update (revoked_at, used_at), delete on posture.refresh_token to bailiwick_app;
grant select, insert, update, delete on posture.refresh_token to bailiwick_maint;

-- tenant table resource
alter table posture.resource enable row level security;
alter table posture.resource force row level security;
create policy bailiwick_app on posture.resource as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1));
create policy bailiwick_owner_select on posture.resource as permissive for select to bailiwick_owner
    using (true);
grant select, insert, update, delete on posture.resource to bailiwick_app;
grant select, insert, update, delete on posture.resource to bailiwick_maint;

-- tenant table resource_change
alter table posture.resource_change enable row level security;
alter table posture.resource_change force row level security;
create policy bailiwick_app on posture.resource_change as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1));
grant select, insert, update, delete on posture.resource_change to bailiwick_app;
grant select, insert, update, delete on posture.resource_change to bailiwick_maint;

-- tenant table resource_tag
alter table posture.resource_tag enable row level security;
alter table posture.resource_tag force row level security;
create policy bailiwick_app on posture.resource_tag as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1));
grant select, insert, update, delete on posture.resource_tag to bailiwick_app;
grant select, insert, update, delete on posture.resource_tag to bailiwick_maint;

-- tenant table retention
alter table posture.retention enable row level security;
alter table posture.retention force row level security;
create policy bailiwick_app on posture.retention as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()))
    with check (tenant_id = (select bailiwick.tenant()));
create policy bailiwick_owner on posture.retention as permissive for all to bailiwick_owner
    using (true)
    with check (true);
grant select on posture.retention to bailiwick_app;
grant select, insert, update, delete on posture.retention to bailiwick_maint;

-- tenant table role
alter table posture.role enable row level security;
alter table posture.role force row level security;
create policy bailiwick_app on posture.role as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()))
    with check (tenant_id = (select bailiwick.tenant()));
create policy bailiwick_owner on posture.role as permissive for all to bailiwick_owner
    using (true)
    with check (true);
grant select on posture.role to bailiwick_app;
grant select, insert, update, delete on posture.role to bailiwick_maint;

-- tenant table role_provider_group
alter table posture.role_provider_group enable row level security;
alter table posture.role_provider_group force row level security;
create policy bailiwick_app on posture.role_provider_group as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('groups')) or provider_group_id = any ((select bailiwick.sees('groups'))::uuid[])))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('groups')) or provider_group_id = any ((select bailiwick.sees('groups'))::uuid[])));
create policy bailiwick_owner on posture.role_provider_group as permissive for all to bailiwick_owner
    using (true)
    with check (true);
grant select on posture.role_provider_group to bailiwick_app;
grant select, insert, update, delete on posture.role_provider_group to bailiwick_maint;

-- tenant table role_user
alter table posture.role_user enable row level security;
alter table posture.role_user force row level security;
create policy bailiwick_app on posture.role_user as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()))
    with check (tenant_id = (select bailiwick.tenant()));
create policy bailiwick_owner on posture.role_user as permissive for all to bailiwick_owner
    using (true)
    with check (true);
grant select on posture.role_user to bailiwick_app;
grant select, insert, update, delete on posture.role_user to bailiwick_maint;

-- tenant table scan
alter table posture.scan enable row level security;
alter table posture.scan force row level security;
create policy bailiwick_app on posture.scan as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1));
create policy bailiwick_owner_select on posture.scan as permissive for select to bailiwick_owner
    using (true);
grant select, insert, update, delete on posture.scan to bailiwick_app;
grant select, insert, update, delete on posture.scan to bailiwick_maint;

-- tenant table scan_attack_surface
alter table posture.scan_attack_surface enable row level security;
alter table posture.scan_attack_surface force row level security;
create policy bailiwick_app on posture.scan_attack_surface as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1));
grant select, insert, update, delete on posture.scan_attack_surface to bailiwick_app;
grant select, insert, update, delete on posture.scan_attack_surface to bailiwick_maint;

-- tenant table scan_breakdown
alter table posture.scan_breakdown enable row level security;
alter table posture.scan_breakdown force row level security;
create policy bailiwick_app on posture.scan_breakdown as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1));
grant select, insert, update, delete on posture.scan_breakdown to bailiwick_app;
grant select, insert, update, delete on posture.scan_breakdown to bailiwick_maint;

-- tenant table scan_category
alter table posture.scan_category enable row level security;
alter table posture.scan_category force row level security;
create policy bailiwick_app on posture.scan_category as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1));
grant select, insert, update, delete on posture.scan_category to bailiwick_app;
grant select, insert, update, delete on posture.scan_category to bailiwick_maint;

-- tenant table scan_count
alter table posture.scan_count enable row level security;
alter table posture.scan_count force row level security;
create policy bailiwick_app on posture.scan_count as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1));
grant select, insert, update, delete on posture.scan_count to bailiwick_app;
grant select, insert, update, delete on posture.scan_count to bailiwick_maint;

-- tenant table scan_resource
alter table posture.scan_resource enable row level security;
alter table posture.scan_resource force row level security;
create policy bailiwick_app on posture.scan_resource as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1));
grant select, insert, update, delete on posture.scan_resource to bailiwick_app;
grant select, insert, update, delete on posture.scan_resource to bailiwick_maint;

-- tenant table scan_resource_group
alter table posture.scan_resource_group enable row level security;
alter table posture.scan_resource_group force row level security;
create policy bailiwick_app on posture.scan_resource_group as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1));
grant select, insert, update, delete on posture.scan_resource_group to bailiwick_app;
grant select, insert, update, delete on posture.scan_resource_group to bailiwick_maint;

-- tenant table schedule
alter table posture.schedule enable row level security;
alter table posture.schedule force row level security;
create policy bailiwick_app on posture.schedule as permissive for all to bailiwick_app
    using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1))
    with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('providers')) or ((((select bailiwick.words('providers')))[(provider_no >> 5) + 1] >> (provider_no & 31)) & 1) = 1));
create policy bailiwick_owner_select on posture.schedule as permissive for select to bailiwick_owner
    using (true);
grant select, insert, update, delete on posture.schedule to bailiwick_app;
grant select, insert, update, delete on posture.schedule to bailiwick_maint;

-- internal table scheduled_tasks
alter table posture.scheduled_tasks enable row level security;
alter table posture.scheduled_tasks force row level security;
create policy bailiwick_worker on posture.scheduled_tasks as permissive for all to bailiwick_worker
    using (true)
    with check (true);
create policy bailiwick_owner on posture.scheduled_tasks as permissive for all to bailiwick_owner
    using (true)
    with check (true);
grant select, insert, update, delete on posture.scheduled_tasks to bailiwick_maint;
grant select, insert, update, delete on posture.scheduled_tasks to bailiwick_worker;

-- global table secret_key
alter table posture.secret_key enable row level security;
alter table posture.secret_key force row level security;
create policy bailiwick_app_select on posture.secret_key as permissive for select to bailiwick_app
    using (true);
create policy bailiwick_owner on posture.secret_key as permissive for all to bailiwick_owner
    using (true)
    with check (true);
grant select on posture.secret_key to bailiwick_app;
grant select, insert, update, delete on posture.secret_key to bailiwick_maint;

-- internal table sign_in_failure
alter table posture.sign_in_failure enable row level security;
alter table posture.sign_in_failure force row level security;
create policy bailiwick_owner on posture.sign_in_failure as permissive for all to bailiwick_owner
    using (true)
    with check (true);
grant select, insert, update, delete on posture.sign_in_failure to bailiwick_maint;

-- identity table tenant
alter table posture.tenant enable row level security;
alter table posture.tenant force row level security;
create policy bailiwick_app_select on posture.tenant as permissive for select to bailiwick_app
    using ((id = (select bailiwick.tenant()) or exists (select from posture.membership where membership.tenant_id = tenant.id and membership.user_id = (select bailiwick.principal()))));
create policy bailiwick_app_update on posture.tenant as permissive for update to bailiwick_app
    using (id = (select bailiwick.tenant()))
    with check (id = (select bailiwick.tenant()));
create policy bailiwick_owner on posture.tenant as permissive for all to bailiwick_owner
    using (true)
    with check (true);
grant select, update (epoch, name, updated_at) on posture.tenant to bailiwick_app;
grant select, insert, update, delete on posture.tenant to bailiwick_maint;
