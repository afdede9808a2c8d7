select 'permission ' || p.name || ' ' || p.when_suspended from bailiwick_authority.permission p
union all select 'role ' || r.name || ' ' || r.is_owner from bailiwick_authority.role r
union all select 'holds ' || h.role || ' ' || h.permission from bailiwick_authority.role_permission h
union all select 'below ' || b.lower || ' ' || b.role from bailiwick_authority.role_below b
