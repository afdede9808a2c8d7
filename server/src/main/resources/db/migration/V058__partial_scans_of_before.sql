-- Scans of a part that were made before they were told apart: they have taken the place of whole ones, which have it again. The owner
-- sees rows of tenants only while their policies are not forced on it.
alter table provider no force row level security;
alter table scan no force row level security;
alter table scan_count no force row level security;
alter table daily_severity no force row level security;

update provider p
set latest_scan_id = whole.id
from (select distinct on (s.tenant_id, s.provider_id) s.tenant_id, s.provider_id, s.id
      from scan s
      where s.published_at is not null and not s.partial
      order by s.tenant_id, s.provider_id, s.published_at desc, s.id desc) whole
where whole.tenant_id = p.tenant_id and whole.provider_id = p.id
  and exists (select from scan s where s.tenant_id = p.tenant_id and s.id = p.latest_scan_id and s.partial);

delete from daily_severity d
using scan s
where s.tenant_id = d.tenant_id and s.id = d.scan_id and s.partial
  and exists (
      select from scan whole
      where whole.tenant_id = s.tenant_id and whole.provider_id = s.provider_id and not whole.partial
        and whole.published_at < date_trunc('day', s.published_at, 'UTC') + interval '1 day');

-- the days whose last scan was one of a part, behind a whole one
insert into daily_severity (tenant_id, provider_id, day, scan_id, critical, high, medium, low, informational, muted)
select last.tenant_id, last.provider_id, last.day, last.id,
       coalesce(sum(c.findings) filter (where c.status = 0 and not c.muted and c.severity = 0), 0),
       coalesce(sum(c.findings) filter (where c.status = 0 and not c.muted and c.severity = 1), 0),
       coalesce(sum(c.findings) filter (where c.status = 0 and not c.muted and c.severity = 2), 0),
       coalesce(sum(c.findings) filter (where c.status = 0 and not c.muted and c.severity = 3), 0),
       coalesce(sum(c.findings) filter (where c.status = 0 and not c.muted and c.severity = 4), 0),
       coalesce(sum(c.findings) filter (where c.muted), 0)
from (select distinct on (s.tenant_id, s.provider_id, cast(s.published_at at time zone 'UTC' as date))
             s.tenant_id, s.provider_id, cast(s.published_at at time zone 'UTC' as date) as day, s.id
      from scan s
      where s.published_at is not null and not s.partial
      order by s.tenant_id, s.provider_id, cast(s.published_at at time zone 'UTC' as date), s.published_at desc, s.id desc) last
left join scan_count c on c.tenant_id = last.tenant_id and c.scan_id = last.id
group by last.tenant_id, last.provider_id, last.day, last.id
on conflict do nothing;

alter table provider force row level security;
alter table scan force row level security;
alter table scan_count force row level security;
alter table daily_severity force row level security;
