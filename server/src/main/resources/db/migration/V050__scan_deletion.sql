-- Scans that were deleted: nobody sees them from then on, and their rows go in batches.
alter table scan add column deleted_at timestamptz;
create index scan_deleted on scan (tenant_id, id) where deleted_at is not null;
