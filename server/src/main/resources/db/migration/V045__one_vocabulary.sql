-- Functions that change authority answer with one word each, and rank is told by one of them: those whose answer is another one, or
-- that nothing asks any more, go.

drop function if exists found_tenant(text, text[], integer);
drop function if exists make_key(text, text, bytea, timestamptz);
drop function if exists rename_key(uuid, text);
drop function if exists revoke_key(uuid);
drop function if exists check_keys();
-- what was written in terms of it is made again by the repeatable steps
drop function if exists held_groups() cascade;
