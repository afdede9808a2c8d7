-- Scans that are ordered here, beside those whose results are sent in.
alter table scan
    -- why it failed or was cancelled, for whoever reads its task
    add column reason text,
    -- what of a scan is wanted: checks, services, regions, severities; all where it says nothing
    add column choice jsonb not null default '{}';

-- few at a time: whose turn it is among the scans of one provider
create index scan_open on scan (tenant_id, provider_id, id) where state in ('available', 'scheduled', 'executing');

-- What a scanner finds is taken in like an upload, for the scan that is there already. Goes with the scan's end.
alter table ingestion add column scan_id uuid;
create index ingestion_of_scan on ingestion (tenant_id, scan_id) where scan_id is not null;
