-- What a database that was put back to an earlier time does once, before anybody is served from it.

-- Ends all sessions, and all API keys if told so: tokens and keys that were revoked since would be good again. Raises the numbers of
-- authority above all that anybody has seen, so that no scope, token or remembered answer of before fits a number that comes again: to
-- the milliseconds or seconds of the clock, since each change raises them by one, and the same backup may be restored twice.
create or replace function restored(keys boolean) returns void
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    milliseconds constant bigint := (extract(epoch from clock_timestamp()) * 1000)::bigint;
    seconds constant integer := (extract(epoch from clock_timestamp() - timestamptz '2020-01-01 00:00:00Z'))::integer;
begin
    update posture.tenant t
    set authority_epoch = greatest(t.authority_epoch, milliseconds) + 1, epoch = greatest(t.epoch, milliseconds) + 1;
    update posture.app_user u
    set authority_epoch = greatest(u.authority_epoch, milliseconds) + 1, credentials_epoch = greatest(u.credentials_epoch, seconds) + 1;
    update posture.refresh_token t set revoked_at = now() where t.revoked_at is null;
    if keys then
        update posture.api_key k set revoked = true where not k.revoked;
        update posture.invitation i set state = 'revoked', updated_at = now() where i.state = 'pending';
    end if;
    insert into posture.audit_entry (tenant_id, kind, what, object, details)
    select t.id, 'changed', 'tenant.restored', t.id::text, jsonb_build_object('keys_revoked', keys) from posture.tenant t;
end
$$;
revoke all on function restored(boolean) from public;
grant execute on function restored(boolean) to bailiwick_maint;
