-- Hashes of keys are compared by key_shown, and read by nobody.
drop function api_key_by_prefix(text);
