-- The record of authority is read by pages and exported, and bounded in size; beside it stands that of work across tenants.

-- in the order of the clock, for pages and for export
create index audit_entry_at on audit_entry (tenant_id, at, id);
alter table audit_entry add constraint audit_entry_is_small check (
    length(what) between 1 and 200 and length(object) <= 200 and octet_length(details::text) <= 32768) not valid;

-- Of no tenant: one entry before the work begins and one when it has ended.
create table maintenance_audit (
    run      uuid,
    event    text check (event in ('begins', 'ends')),
    at       timestamptz not null default clock_timestamp(),
    role     text not null default session_user,
    process  text not null,
    reason   text not null,
    limit_ms bigint not null,
    -- from where it was entered, in words
    within   text not null default '',
    took_ms  bigint,
    failed   boolean,
    primary key (run, event)
);
create index maintenance_audit_at on maintenance_audit (at);
