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

-- Findings of the scans, within the ids, that have all words and fulfil the rest: how many, and which, unless there are more than
-- at_most. Null leaves a filter out. Names with inner marks (res-7, us-east-1) must also stand as such in the text: patterns for like.
create function search_findings(words text, patterns text[], scans uuid[], first_id uuid, last_id uuid,
        statuses smallint[], severities smallint[], deltas smallint[], muteds boolean[], checks uuid[],
        services text[], regions text[], types text[], resources uuid[], at_most integer,
        out total bigint, out ids uuid[])
    language plpgsql stable parallel safe security definer
    set search_path = pg_catalog, posture
    -- planned for the values at hand, and by the index of words alone: making words of a row's text costs what a hundred rows cost
    set plan_cache_mode = force_custom_plan set enable_seqscan = off set enable_indexscan = off
    -- a bitmap that does not fit is rechecked row by row
    set work_mem = '64MB'
as $$
declare
    own constant uuid := bailiwick.tenant();
    everything constant boolean := bailiwick.sees_all('providers');
    seen constant uuid[] := bailiwick.sees('providers');
    query constant tsquery := plainto_tsquery('simple'::regconfig, posture.search_text(own, words))
        && (select string_agg('s' || replace(id::text, '-', ''), '|') from unnest(scans) id)::tsquery;
begin
    select count(*), case when count(*) <= at_most then array_agg(f.id) end into total, ids
    from posture.finding f
    where posture.finding_words(f.tenant_id, f.scan_id, f.status_extended) @@ query
      and f.id between first_id and last_id
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
           and (patterns is null or lower(f.status_extended) like all (patterns))) is true;
end
$$;

-- Resources that have all words in uid, name, region, service, type or tags.
create function search_resources(words text, patterns text[]) returns uuid[]
    language plpgsql stable parallel safe security definer
    set search_path = pg_catalog, posture
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
    text[], text[], text[], uuid[], integer) from public;
revoke all on function search_resources(text, text[]) from public;
grant execute on function search_findings(text, text[], uuid[], uuid, uuid, smallint[], smallint[], smallint[], boolean[], uuid[],
    text[], text[], text[], uuid[], integer) to bailiwick_app;
grant execute on function search_resources(text, text[]) to bailiwick_app;
