-- The token of an invitation is for one address.

-- what the token is made from beside the id, another for each address; null for the first
alter table invitation add column generation uuid;
-- tells whether a token is that of the invitation, and opens nothing itself
alter table invitation add column token_mark bytea not null generated always as (sha256(token_hash)) stored;

-- takes another token with another address now
drop function change_invitation(uuid, text, timestamptz, uuid[]);

-- Where an address was changed, the token of the first one stayed good.
with sent as (
    update invitation i set state = 'revoked', updated_at = now()
    where i.state = 'pending' and i.expires_at > clock_timestamp() and i.updated_at > i.inserted_at
    returning i.tenant_id, i.id)
insert into audit_entry (tenant_id, kind, what, object, details)
select s.tenant_id, 'changed', 'invitation.revoked', s.id::text, '{"because": "address"}' from sent s;
