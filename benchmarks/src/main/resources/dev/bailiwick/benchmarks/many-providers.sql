-- Findings of many made-up accounts of one tenant, for reading with more or less of them in sight: run as a superuser, in one
-- transaction, with a temporary table wanted (tenant_id uuid, providers integer, resources integer, checks integer) of one row.
-- Every provider has one scan, a second after that of the one before, and every resource a finding of each check.

create function pg_temp.id_at(at timestamptz, entropy text) returns uuid language sql immutable as $$
    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(entropy), 1, 3)
            || '8' || substr(md5(entropy), 4, 15))::uuid
$$;
create function pg_temp.service(n bigint) returns text language sql immutable as $$
    select (array['s3', 'iam', 'ec2', 'rds', 'lambda', 'kms', 'cloudtrail', 'vpc', 'eks', 'sns'])[1 + n % 10]
$$;

-- a number is the end of an id; which accounts lie beside each other in time has nothing to do with it
insert into provider (tenant_id, id, provider, uid, alias)
select tenant_id, (left(uuidv7()::text, 32) || lpad(to_hex(n), 4, '0'))::uuid, 'aws', (400000000000 + n)::text, 'account ' || n
from wanted cross join lateral generate_series(0, providers - 1) n;

insert into check_metadata (tenant_id, content_hash, check_id, categories, resource_groups, metadata)
select tenant_id, sha256(convert_to(tenant_id::text || c, 'UTF8')), pg_temp.service(c) || '_rule_' || c, '{logging}', 'storage',
    jsonb_build_object('checkid', pg_temp.service(c) || '_rule_' || c, 'checktitle', 'Rule ' || c || ' holds',
        'servicename', pg_temp.service(c), 'description', repeat('What this rule is about. ', 20))
from wanted cross join lateral generate_series(0, checks - 1) c;

insert into scan (tenant_id, id, provider_id, name, state, progress, unique_resource_count, inserted_at, started_at, completed_at, published_at)
select w.tenant_id, pg_temp.id_at(at, p.uid), p.id, 'scan of ' || p.alias, 'completed', 100, w.resources, at, at, at, at
from wanted w
join (select *, row_number() over (order by md5(uid)) n from provider) p using (tenant_id)
cross join lateral (select date_trunc('minute', now()) - interval '70 minutes' - (w.providers - p.n) * interval '1 second') as t (at);

insert into resource (tenant_id, id, provider_id, first_scan_id, uid, name, region, service, type, groups, tags, updated_at)
select s.tenant_id, uuidv7(), s.provider_id, s.id, 'arn:aws:' || pg_temp.service(r) || ':' || s.id || ':thing-' || r, 'thing-' || r,
    'eu-west-1', pg_temp.service(r), 'Aws' || initcap(pg_temp.service(r)) || 'Thing', '{storage}', '{"stage": "prod"}', s.published_at
from wanted w join scan s using (tenant_id) cross join lateral generate_series(0, w.resources - 1) r;

analyze provider, check_metadata, scan, resource;

insert into finding (tenant_id, id, scan_id, provider_id, resource_id, check_metadata_id, uid_hash, first_seen_at, status, severity,
    delta, muted, uid, check_id, service, region, resource_type, status_extended)
select r.tenant_id, pg_temp.id_at(r.updated_at + (dice % 900) * interval '1 millisecond', r.id::text || m.n), r.first_scan_id, r.provider_id, r.id,
    m.id, hashint8(dice), r.updated_at, case when dice % 100 < 2 then 2 when dice % 100 < 30 then 0 else 1 end,
    case when dice % 97 < 5 then 0 when dice % 97 < 25 then 1 when dice % 97 < 65 then 2 when dice % 97 < 95 then 3 else 4 end,
    1, dice % 40 = 0, 'prowler-aws-' || m.check_id || '-' || r.uid, m.check_id, r.service, r.region, r.type,
    'Thing ' || r.name || ' was looked at by ' || m.check_id || '.'
from (select *, row_number() over (order by first_scan_id, id) n from resource where tenant_id in (select tenant_id from wanted)) r
join (select *, row_number() over (order by id) n from check_metadata) m using (tenant_id)
cross join lateral (select abs(hashint8(r.n * 100 + m.n)) % 1000000) as h (dice)
order by 2;

analyze finding;

insert into scan_resource (tenant_id, scan_id, resource_id, provider_id, failed_findings_count)
select tenant_id, scan_id, resource_id, provider_id, count(*) filter (where status = 0 and not muted)
from finding where tenant_id in (select tenant_id from wanted) group by 1, 2, 3, 4 order by 1, 2, 3;

insert into scan_count (tenant_id, scan_id, provider_id, status, severity, delta, muted, findings)
select tenant_id, scan_id, provider_id, status, severity, delta, muted, count(*)
from finding where tenant_id in (select tenant_id from wanted) group by 1, 2, 3, 4, 5, 6, 7;

insert into scan_breakdown (tenant_id, scan_id, provider_id, check_metadata_id, check_id, service, region, resource_type,
    status, severity, delta, muted, findings)
select tenant_id, scan_id, provider_id, check_metadata_id, check_id, service, region, resource_type, status, severity, delta, muted, count(*)
from finding where tenant_id in (select tenant_id from wanted) group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12;

update scan s
set first_finding_id = f.first, last_finding_id = f.last, finding_count = f.findings, services = f.services, regions = '{eu-west-1}',
    resource_types = f.types, categories = '{logging}', resource_groups = '{storage}'
from (select scan_id, (array_agg(id order by id))[1] first, (array_agg(id order by id desc))[1] last, count(*) findings,
          array_agg(distinct service) services, array_agg(distinct resource_type) types
      from finding where tenant_id in (select tenant_id from wanted) group by 1) f
where s.id = f.scan_id;

update provider p set latest_scan_id = s.id from scan s where s.tenant_id = p.tenant_id and s.provider_id = p.id;

update tenant set epoch = epoch + 1 where id in (select tenant_id from wanted);
