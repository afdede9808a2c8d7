-- Entries of the audit say the names of what they are about, as they were: afterwards it may be gone.
alter table audit_entry add column names jsonb not null default '{}';
alter table audit_entry add constraint audit_entry_has_few_names check (octet_length(names::text) <= 65536) not valid;

-- who left, by whom the entries before are told
create index audit_entry_of_who_left on audit_entry (tenant_id, object, at) where what = 'membership.ended';
