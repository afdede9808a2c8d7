-- Whether a part of the account was chosen: such a scan says nothing of the rest, and does not take the place of one that does.
alter table scan add column partial boolean not null generated always as (jsonb_path_exists(choice, '$.*[*]')) stored;
