-- The engine's row says whose a job is, so that nobody has to ask for it between picking a job and entering its scope. job_tenant
-- stays for processes of the version before, which may run beside.
alter table scheduled_tasks add column principal_id uuid;

alter table job no force row level security;
alter table scheduled_tasks no force row level security;
update scheduled_tasks s set principal_id = j.principal_id
from job j
where s.tenant_id = j.tenant_id and s.task_instance = j.id::text and j.principal_id is not null;
alter table scheduled_tasks force row level security;
alter table job force row level security;
