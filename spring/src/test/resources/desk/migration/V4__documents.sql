-- snippet documents
create table document (
    tenant_id uuid not null default bailiwick.tenant(),
    id uuid not null default gen_random_uuid(),
    author_id uuid not null default bailiwick.principal(),
    title text not null,
    primary key (tenant_id, id)
);
create index on document (tenant_id, author_id);
-- end
