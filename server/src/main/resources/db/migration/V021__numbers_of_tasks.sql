-- The tasks of a provider are kept when its rows are gone, and are shown to who sees its number: no other provider gets that number
-- as long as there is one (docs/decisions/0043-providers-are-seen-by-number.md).
create index job_by_provider on job (tenant_id, provider_no) where provider_no is not null;
