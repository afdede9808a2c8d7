-- What is worked out of a scan once it is published, each by a task of its own. Counts without a word on it leave muted findings out.
alter table scan
    -- set when all of it is there; until then readers work it out themselves
    add column summarised_at timestamptz;

-- Failed findings of the last scan of a day, by provider. Stays when the scan is removed by age.
create table daily_severity (
    tenant_id     uuid not null default bailiwick.tenant() references tenant on delete cascade,
    provider_id   uuid not null,
    provider_no   integer not null generated always as (bailiwick.number_of(provider_id)) stored,
    -- UTC
    day           date not null,
    scan_id       uuid not null,
    critical      bigint not null default 0,
    high          bigint not null default 0,
    medium        bigint not null default 0,
    low           bigint not null default 0,
    informational bigint not null default 0,
    -- failed or not
    muted         bigint not null default 0,
    primary key (tenant_id, provider_id, day),
    foreign key (tenant_id, provider_id) references provider on delete cascade
);
create index daily_severity_by_day on daily_severity (tenant_id, day);

create table scan_attack_surface (
    tenant_id             uuid not null default bailiwick.tenant(),
    scan_id               uuid not null,
    provider_id           uuid not null,
    provider_no           integer not null generated always as (bailiwick.number_of(provider_id)) stored,
    attack_surface        text not null,
    total_findings        bigint not null,
    failed_findings       bigint not null,
    muted_failed_findings bigint not null,
    primary key (tenant_id, scan_id, attack_surface),
    foreign key (tenant_id, scan_id) references scan on delete cascade
);

create table scan_category (
    tenant_id           uuid not null default bailiwick.tenant(),
    scan_id             uuid not null,
    provider_id         uuid not null,
    provider_no         integer not null generated always as (bailiwick.number_of(provider_id)) stored,
    category            text not null,
    severity            smallint not null,
    total_findings      bigint not null,
    failed_findings     bigint not null,
    new_failed_findings bigint not null,
    primary key (tenant_id, scan_id, category, severity),
    foreign key (tenant_id, scan_id) references scan on delete cascade
);

create table scan_resource_group (
    tenant_id           uuid not null default bailiwick.tenant(),
    scan_id             uuid not null,
    provider_id         uuid not null,
    provider_no         integer not null generated always as (bailiwick.number_of(provider_id)) stored,
    resource_group      text not null,
    severity            smallint not null,
    total_findings      bigint not null,
    failed_findings     bigint not null,
    new_failed_findings bigint not null,
    -- of the group, of whatever severity
    resources_count     bigint not null,
    primary key (tenant_id, scan_id, resource_group, severity),
    foreign key (tenant_id, scan_id) references scan on delete cascade
);

-- The days that have been: the owner sees rows of tenants only while their policies are not forced on it.
alter table scan no force row level security;
alter table scan_count no force row level security;
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
      where s.published_at is not null
      order by s.tenant_id, s.provider_id, cast(s.published_at at time zone 'UTC' as date), s.published_at desc, s.id desc) last
left join scan_count c on c.tenant_id = last.tenant_id and c.scan_id = last.id
group by last.tenant_id, last.provider_id, last.day, last.id;
alter table scan force row level security;
alter table scan_count force row level security;
