-- Keys stand for the authority of whoever made them, so these functions alone make and change them.

-- Keys are made for the principal in scope, and nobody else, who may manage the account. Whoever ends their membership comes in front,
-- or finds the key.
create or replace function check_keys() returns void
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    if not lock_authority() or not coalesce(may_manage('MANAGE_ACCOUNT'), false) then
        raise exception 'keys take MANAGE_ACCOUNT' using errcode = 'insufficient_privilege';
    end if;
end
$$;
revoke all on function check_keys() from public;

create or replace function make_key(new_name text, new_prefix text, hash bytea, expires timestamptz) returns uuid
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    made constant uuid := uuidv7();
begin
    perform check_keys();
    insert into posture.api_key (tenant_id, id, name, prefix, secret_hash, entity_id, expires_at)
    values (bailiwick.tenant(), made, new_name, new_prefix, hash, bailiwick.principal(), expires);
    return made;
end
$$;
revoke all on function make_key(text, text, bytea, timestamptz) from public;
grant execute on function make_key(text, text, bytea, timestamptz) to bailiwick_app;

-- False: there is no such key.
create or replace function rename_key(key_id uuid, new_name text) returns boolean
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    perform check_keys();
    update posture.api_key k set name = new_name where k.tenant_id = bailiwick.tenant() and k.id = key_id;
    return found;
end
$$;
revoke all on function rename_key(uuid, text) from public;
grant execute on function rename_key(uuid, text) to bailiwick_app;

-- False: there is no such key, or it is revoked already.
create or replace function revoke_key(key_id uuid) returns boolean
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    perform check_keys();
    update posture.api_key k set revoked = true where k.tenant_id = bailiwick.tenant() and k.id = key_id and not k.revoked;
    return found;
end
$$;
revoke all on function revoke_key(uuid) from public;
grant execute on function revoke_key(uuid) to bailiwick_app;
