-- The task of an upload is seen by whoever sees the upload (docs/compatibility.md). The owner sees rows of tenants only while their
-- policies are not forced on it.
alter table job no force row level security;
alter table ingestion no force row level security;
-- what has lost its upload has nothing left to do, and would be seen by nobody
delete from job j
where j.args ? 'ingestion_id'
  and not exists (select from ingestion i where i.tenant_id = j.tenant_id and i.id::text = j.args ->> 'ingestion_id');
alter table job add column ingestion_id uuid generated always as ((args ->> 'ingestion_id')::uuid) stored;
alter table job add foreign key (tenant_id, ingestion_id) references ingestion (tenant_id, id) on delete cascade;
create index job_by_ingestion on job (tenant_id, ingestion_id) where ingestion_id is not null;
alter table ingestion force row level security;
alter table job force row level security;
