grant usage on schema bailiwick_authority to ${maintenance};
grant execute on function
    bailiwick_authority.set_tenant_status(text, text),
    bailiwick_authority.set_limit(text, text, bigint)
to ${maintenance};
