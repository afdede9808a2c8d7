-- Which scan of a provider stands for it.

-- The latest of those that were published until then, of what the caller sees: the newest of the whole account; where there is none,
-- the newest of a part of it, which says nothing of the rest. Without settings of its own, so that it becomes a part of the statement
-- that asks.
create or replace function latest_scan(of_provider uuid, until timestamptz) returns table (id uuid, published_at timestamptz)
    language sql stable
as $$
    select s.id, s.published_at
    from posture.scan s
    where s.provider_id = of_provider and s.published_at < until
    order by s.partial, s.published_at desc, s.id desc
    limit 1
$$;
revoke all on function latest_scan(uuid, timestamptz) from public;
grant execute on function latest_scan(uuid, timestamptz) to bailiwick_app;
