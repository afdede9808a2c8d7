-- Searching words. @@ is not leakproof, so under row-level security app's own statement would read every row; the functions here run
-- as the owner, are fixed, take values only, and carry tenant and visible providers themselves.

-- The words of a text, each behind a piece of its tenant's id: a search reads its own tenant's entries and nobody else's, however
-- common the word is. Everything in ASCII that is no letter or digit parts words, so parts of names and paths are found too.
create function search_text(tenant uuid, words text) returns text
    language sql immutable parallel safe
    return regexp_replace(' ' || rtrim(left(words, 20000), ' .'),
        '[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+', ' t' || right(tenant::text, 8), 'g');

create function search_words(tenant uuid, words text) returns tsvector
    language sql immutable parallel safe
    return to_tsvector('simple'::regconfig, search_text(tenant, words));

-- The scan is one more word: a search within scans meets in the index and reads no row that it does not count.
create function finding_words(tenant uuid, scan uuid, status_extended text) returns tsvector
    language sql immutable parallel safe
    return to_tsvector('simple'::regconfig, search_text(tenant, status_extended) || ' s' || replace(scan::text, '-', ''));

create index finding_by_word on finding using gin (finding_words(tenant_id, scan_id, status_extended))
    with (gin_pending_list_limit = 512);

create function resource_text(uid text, name text, region text, service text, type text, tags jsonb) returns text
    language sql immutable parallel safe
    return uid || ' ' || name || ' ' || region || ' ' || service || ' ' || type || ' ' || tags::text;

create index resource_by_word on resource using gin (search_words(tenant_id, resource_text(uid, name, region, service, type, tags)))
    with (gin_pending_list_limit = 256);

-- Findings of the scans, from first_id to before end_id, that have all words and fulfil the rest, counted by what is wanted:
-- 'rank' status and severity, 'check' the check too, 'place' service, region, type and check, 'id' nothing: each by itself.
-- Null leaves a filter out. Words with marks inside (res-7, us-east-1) must also stand as such in the text: patterns for like.
create function search_findings(words text, patterns text[], scans uuid[], first_id uuid, end_id uuid,
        statuses smallint[], severities smallint[], deltas smallint[], muteds boolean[], checks uuid[],
        services text[], regions text[], types text[], resources uuid[], wanted text)
    returns table (id uuid, status smallint, severity smallint, check_id text, check_metadata_id uuid,
        service text, region text, resource_type text, findings bigint)
    language plpgsql stable parallel safe security definer
    set search_path = pg_catalog, posture, pg_temp
    -- planned for the values at hand, and by the index of words alone: making words of a row's text costs what a hundred rows cost
    set plan_cache_mode = force_custom_plan set enable_seqscan = off set enable_indexscan = off
    -- a bitmap that does not fit is rechecked row by row
    set work_mem = '64MB'
as $$
#variable_conflict use_column
declare
    own constant uuid := bailiwick.tenant();
    everything constant boolean := bailiwick.sees_all('providers');
    seen constant uuid[] := bailiwick.sees('providers');
    sought constant tsquery := plainto_tsquery('simple'::regconfig, posture.search_text(own, words));
    -- a query has an end: very many scans are looked at row by row
    query constant tsquery := case when cardinality(scans) > 1000 then sought
        else sought && (select string_agg('s' || replace(scan::text, '-', ''), '|') from unnest(scans) scan)::tsquery end;
    by_id constant boolean := wanted = 'id';
    by_rank constant boolean := wanted in ('rank', 'check');
    by_check constant boolean := wanted in ('check', 'place');
    by_place constant boolean := wanted = 'place';
begin
    -- words that are too long are none, and the scans alone would find everything
    if numnode(sought) = 0 then
        return;
    end if;
    return query
    select case when by_id then f.id end,
           case when by_rank then f.status end, case when by_rank then f.severity end,
           case when by_check then f.check_id end, case when by_check then f.check_metadata_id end,
           case when by_place then f.service end, case when by_place then f.region end,
           case when by_place then f.resource_type end, count(*)
    from posture.finding f
    where posture.finding_words(f.tenant_id, f.scan_id, f.status_extended) @@ query
      and f.id >= first_id and f.id < end_id
      and (f.tenant_id = own
           and (everything or f.provider_id = any (seen))
           and f.scan_id = any (scans)
           and (statuses is null or f.status = any (statuses))
           and (severities is null or f.severity = any (severities))
           and (deltas is null or f.delta = any (deltas))
           and (muteds is null or f.muted = any (muteds))
           and (checks is null or f.check_metadata_id = any (checks))
           and (services is null or f.service = any (services))
           and (regions is null or f.region = any (regions))
           and (types is null or f.resource_type = any (types))
           and (resources is null or f.resource_id = any (resources))
           and (patterns is null or lower(f.status_extended) like all (patterns))) is true
    group by 1, 2, 3, 4, 5, 6, 7, 8;
end
$$;

-- Resources that have all words in uid, name, region, service, type or tags.
create function search_resources(words text, patterns text[]) returns uuid[]
    language plpgsql stable parallel safe security definer
    set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    everything constant boolean := bailiwick.sees_all('providers');
    seen constant uuid[] := bailiwick.sees('providers');
    query constant tsquery := plainto_tsquery('simple'::regconfig, posture.search_text(own, words));
begin
    return array(
        select r.id
        from posture.resource r
        where r.tenant_id = own
          and (everything or r.provider_id = any (seen))
          and posture.search_words(r.tenant_id, posture.resource_text(r.uid, r.name, r.region, r.service, r.type, r.tags)) @@ query
          and (patterns is null
               or lower(posture.resource_text(r.uid, r.name, r.region, r.service, r.type, r.tags)) like all (patterns)));
end
$$;

revoke all on function search_findings(text, text[], uuid[], uuid, uuid, smallint[], smallint[], smallint[], boolean[], uuid[],
    text[], text[], text[], uuid[], text) from public;
revoke all on function search_resources(text, text[]) from public;
grant execute on function search_findings(text, text[], uuid[], uuid, uuid, smallint[], smallint[], smallint[], boolean[], uuid[],
    text[], text[], text[], uuid[], text) to bailiwick_app;
grant execute on function search_resources(text, text[]) to bailiwick_app;
