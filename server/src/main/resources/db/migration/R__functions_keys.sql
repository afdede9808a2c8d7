-- Keys stand for the authority of whoever made them, so these functions alone make and change them.

-- Whose a key is that has been shown, if it is good: known before its tenant is, and told to who has all of it alone.
create or replace function key_shown(key_prefix text, hash bytea, out tenant_id uuid, out id uuid, out entity_id uuid)
    returns setof record
    language sql stable security definer rows 1 set search_path = pg_catalog, posture, pg_temp
as $$
    select k.tenant_id, k.id, k.entity_id
    from posture.api_key k
    where k.prefix = key_shown.key_prefix and k.secret_hash = key_shown.hash
      and not k.revoked and k.expires_at > now() and k.entity_id is not null
$$;
revoke all on function key_shown(text, bytea) from public;
grant execute on function key_shown(text, bytea) to bailiwick_app;

-- What is against a key of this name, or against changing this key; null: nothing. Keys are made for the principal in scope, and nobody
-- else, who may manage the account. Whoever ends their membership comes in front, or finds the key.
create or replace function key_fault(key_id uuid, new_name text) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    of uuid;
    refused text;
begin
    refused := authority_refusal('MANAGE_ACCOUNT');
    if refused is not null then
        return refused;
    end if;
    if key_id is not null and not exists (select from posture.api_key k where k.tenant_id = own and k.id = key_id) then
        return 'absent';
    end if;
    -- a key acts as its creator: whoever could not take a role from them takes none of their keys
    select k.entity_id into of from posture.api_key k where k.tenant_id = own and k.id = key_id;
    if of <> bailiwick.principal() and member_above_rank(of) then
        return 'above';
    end if;
    if exists (select from posture.api_key k where k.tenant_id = own and k.name = new_name and k.id is distinct from key_id) then
        return 'name';
    end if;
    return null;
end
$$;
revoke all on function key_fault(uuid, text) from public;

create or replace function make_key(new_name text, new_prefix text, hash bytea, expires timestamptz, out outcome text, out made uuid)
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    outcome := coalesce(key_fault(null, new_name), 'done');
    if outcome <> 'done' then
        return;
    end if;
    made := uuidv7();
    insert into posture.api_key (tenant_id, id, name, prefix, secret_hash, entity_id, expires_at)
    values (bailiwick.tenant(), made, new_name, new_prefix, hash, bailiwick.principal(), expires);
end
$$;
revoke all on function make_key(text, text, bytea, timestamptz) from public;
grant execute on function make_key(text, text, bytea, timestamptz) to bailiwick_app;

create or replace function rename_key(key_id uuid, new_name text) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    fault constant text := key_fault(key_id, new_name);
begin
    if fault is not null then
        return fault;
    end if;
    update posture.api_key k set name = new_name where k.tenant_id = bailiwick.tenant() and k.id = key_id;
    return 'done';
end
$$;
revoke all on function rename_key(uuid, text) from public;
grant execute on function rename_key(uuid, text) to bailiwick_app;

create or replace function revoke_key(key_id uuid) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    fault constant text := key_fault(key_id, null);
begin
    if fault is not null then
        return fault;
    end if;
    update posture.api_key k set revoked = true where k.tenant_id = bailiwick.tenant() and k.id = key_id and not k.revoked;
    return case when found then 'done' else 'revoked' end;
end
$$;
revoke all on function revoke_key(uuid) from public;
grant execute on function revoke_key(uuid) to bailiwick_app;
