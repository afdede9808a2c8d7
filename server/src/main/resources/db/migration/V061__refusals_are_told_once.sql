-- Takes the number of a batch now, or none: processes of the version before call it without.
drop function if exists log_refused(timestamptz, text[], bigint[]);
