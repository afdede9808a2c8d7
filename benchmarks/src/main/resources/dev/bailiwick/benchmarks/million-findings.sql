-- Findings of made-up accounts, for reading: run as a superuser, in one transaction, with a temporary table
-- wanted (tenant_id uuid, number bigint, resources integer, scans integer, checks integer) that says for whom and how many.
-- Every resource has one finding in each scan, the scans are a day apart, the last one ended an hour ago.

create function pg_temp.id_at(at timestamptz, entropy text) returns uuid language sql immutable as $$
    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(entropy), 1, 3)
            || '8' || substr(md5(entropy), 4, 15))::uuid
$$;
create function pg_temp.service(n bigint) returns text language sql immutable as $$
    select (array['s3', 'iam', 'ec2', 'rds', 'lambda', 'kms', 'cloudtrail', 'vpc', 'eks', 'sns'])[1 + n % 10]
$$;
create function pg_temp.region(n bigint) returns text language sql immutable as $$
    select (array['eu-west-1', 'eu-central-1', 'us-east-1', 'us-east-2', 'ap-south-1'])[1 + n % 5]
$$;

insert into provider (tenant_id, id, provider, uid, alias)
select tenant_id, uuidv7(), 'aws', lpad(number::text, 12, '3'), 'account ' || number from wanted;

insert into check_metadata (tenant_id, content_hash, check_id, categories, resource_groups, metadata)
select tenant_id, sha256(convert_to(tenant_id::text || c, 'UTF8')), pg_temp.service(c) || '_rule_' || c,
    (array['{logging}', '{encryption,internet-exposed}', '{identity}', '{}'])[1 + c % 4]::text[],
    (array['storage', 'compute', 'iam', ''])[1 + c % 4],
    jsonb_build_object('checkid', pg_temp.service(c) || '_rule_' || c, 'checktitle', 'Rule ' || c || ' holds',
        'servicename', pg_temp.service(c), 'description', repeat('What this rule is about. ', 20),
        'risk', repeat('What happens where it does not hold. ', 20),
        'remediation', jsonb_build_object('recommendation', jsonb_build_object('text', repeat('What to do then. ', 20))))
from wanted cross join lateral generate_series(0, checks - 1) c;

insert into scan (tenant_id, id, provider_id, name, state, progress, unique_resource_count, inserted_at, started_at, completed_at, published_at)
select w.tenant_id, pg_temp.id_at(at, w.number || 'scan' || s), p.id, 'scan ' || s, 'completed', 100, w.resources, at, at,
    at + interval '10 minutes', at + interval '10 minutes'
from wanted w
join provider p using (tenant_id)
cross join lateral generate_series(1, w.scans) s
cross join lateral (select date_trunc('minute', now()) - interval '70 minutes' - (w.scans - s) * interval '1 day') as t (at);

insert into resource (tenant_id, id, provider_id, first_scan_id, uid, name, region, service, type, groups, tags, updated_at)
select w.tenant_id, uuidv7(), p.id, (select min(s.id::text)::uuid from scan s where s.tenant_id = w.tenant_id),
    'arn:aws:' || pg_temp.service(r) || ':' || pg_temp.region(r / 10) || ':' || p.uid || ':thing-' || lpad(r::text, 6, '0'),
    'thing-' || lpad(r::text, 6, '0'), pg_temp.region(r / 10), pg_temp.service(r), 'Aws' || initcap(pg_temp.service(r)) || 'Thing',
    array[(array['storage', 'compute', 'iam'])[1 + r % 3]],
    jsonb_build_object('stage', (array['prod', 'test', 'dev'])[1 + r % 3], 'team', 'team-' || r % 20), now() - r * interval '1 millisecond'
from wanted w join provider p using (tenant_id) cross join lateral generate_series(0, w.resources - 1) r;

analyze provider, check_metadata, scan, resource;

insert into resource_tag (tenant_id, provider_id, resource_id, key, value)
select tenant_id, provider_id, id, t.key, t.value from resource cross join lateral jsonb_each_text(tags) t
where tenant_id in (select tenant_id from wanted);

insert into finding (tenant_id, id, scan_id, provider_id, resource_id, check_metadata_id, uid_hash, first_seen_at, status, severity,
    delta, muted, uid, check_id, service, region, resource_type, status_extended)
select w.tenant_id, pg_temp.id_at(s.started_at + r.n / 8 * interval '1 millisecond', s.id::text || r.n), s.id, s.provider_id, r.id, m.id,
    ('x' || encode(substr(sha256(convert_to(u.uid, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint, s.started_at, st.status,
    case when f.h < 5 then 0 when f.h < 25 then 1 when f.h < 65 then 2 when f.h < 95 then 3 else 4 end,
    case when s.n = 1 then 1 when (r.n * 31 + s.n) % 50 = 0 then 2 else 0 end, r.n % 40 = 0, u.uid, m.check_id, r.service, r.region, r.type,
    initcap(r.service) || ' thing ' || r.name
        || case st.status when 0 then ' does not comply with ' || m.check_id || ' in region ' || r.region || '.'
           when 1 then ' complies with ' || m.check_id || '.' else ' must be looked at for ' || m.check_id || '.' end
from wanted w
join (select *, row_number() over (partition by tenant_id order by id) n from scan) s using (tenant_id)
join (select *, row_number() over (partition by tenant_id order by id) n from resource) r using (tenant_id)
cross join lateral (select abs(hashint8(r.n * 7)) % 100 h, abs(hashint8(r.n * 100 + s.n)) % 100 g) f
cross join lateral (select case when f.g < 2 then 2 when f.g < 30 then 0 else 1 end) as st (status)
join (select *, row_number() over (partition by tenant_id order by id) - 1 n from check_metadata) m
    on m.tenant_id = w.tenant_id and m.n = (r.n / 10 * 10 + r.n % 7) % w.checks
cross join lateral (select 'prowler-aws-' || m.check_id || '-' || lpad(w.number::text, 12, '3') || '-' || r.region || '-' || r.name uid) u
order by s.id, r.n;

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
set first_finding_id = f.first, last_finding_id = f.last, finding_count = f.findings, services = f.services, regions = f.regions,
    resource_types = f.types, categories = '{encryption,identity,internet-exposed,logging}', resource_groups = '{compute,iam,storage}'
from (select scan_id, (array_agg(id order by id))[1] first, (array_agg(id order by id desc))[1] last, count(*) findings,
          array_agg(distinct service) services, array_agg(distinct region) regions, array_agg(distinct resource_type) types
      from finding where tenant_id in (select tenant_id from wanted) group by 1) f
where s.id = f.scan_id;

update provider p set latest_scan_id = (select s.id from scan s where s.provider_id = p.id and s.tenant_id = p.tenant_id order by s.id desc limit 1)
where tenant_id in (select tenant_id from wanted);

update tenant set epoch = epoch + 1 where id in (select tenant_id from wanted);
