-- Who sees some providers only writes results of those. Between the receipt of a file and its writing such a provider may be deleted,
-- and one of the same account made by somebody else, which the sender does not see: neither is made, nor written to, for the file.

-- the provider that the sender saw; null where the sender sees all, and what is not there is made. Not a reference: deletion goes on
alter table ingestion_account add column seen_provider_id uuid;
