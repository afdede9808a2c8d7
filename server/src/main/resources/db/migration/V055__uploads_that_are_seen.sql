-- An upload is seen by who sent it, and by who sees all providers that it is of (docs/compatibility.md).
alter table ingestion add column sender_id uuid default bailiwick.principal();
-- as providers are told apart by the policies; null until there is one for each account of the file
alter table ingestion add column provider_nos integer[];

-- of what was written before nobody knows the sender; the owner sees rows of tenants only while their policies are not forced on it
alter table ingestion no force row level security;
alter table ingestion_account no force row level security;
update ingestion i set provider_nos = known.nos
from (select s.tenant_id, s.ingestion_id, array_agg(distinct s.provider_no order by s.provider_no) as nos
      from scan s
      group by s.tenant_id, s.ingestion_id) known
where known.tenant_id = i.tenant_id and known.ingestion_id = i.id
  and cardinality(known.nos) = (
      select count(*) from ingestion_account a where a.tenant_id = i.tenant_id and a.ingestion_id = i.id);
alter table ingestion_account force row level security;
alter table ingestion force row level security;
