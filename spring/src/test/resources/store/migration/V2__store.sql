-- snippet tables
create table item (
    tenant_id uuid not null default bailiwick.tenant(),
    id uuid not null default gen_random_uuid(),
    name text not null,
    primary key (tenant_id, id)
);
create table membership (
    tenant_id uuid not null,
    person_id uuid not null,
    primary key (tenant_id, person_id)
);

-- two tenants, each with a member, to try it out
insert into membership values
    ('00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-0000000000a1'),
    ('00000000-0000-7000-8000-00000000000b', '00000000-0000-7000-8000-0000000000b1');
-- end
