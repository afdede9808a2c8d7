package dev.bailiwick.posture.ingestion.writing;

import dev.bailiwick.posture.ingestion.ocsf.SeenResource;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * The resources that one scan sees. Findings of a file may describe a resource differently: the
 * first description counts. Where it differs from the stored one it is kept until the scan is
 * published, for {@link ResourceChanges}. Not for use by several threads.
 */
final class SeenResources {

    private static final JsonMapper JSON = new JsonMapper();

    private final JdbcClient jdbc;
    private final Target target;
    private final boolean resumed;
    private final Recent<String> settled;

    /**
     * @param resumed whether the scan may have seen resources that are not remembered here
     * @param mostRemembered uids; those beyond are looked up again
     */
    SeenResources(JdbcClient jdbc, Target target, boolean resumed, long mostRemembered) {
        this.jdbc = jdbc;
        this.target = target;
        this.resumed = resumed;
        this.settled = new Recent<>(uid -> 1, mostRemembered);
    }

    /** The ids by uid of all of these; what is new is stored, what has changed is kept. */
    Map<String, UUID> ids(Collection<SeenResource> seen) {
        Map<String, UUID> ids = new HashMap<>();
        Map<String, SeenResource> open = new LinkedHashMap<>();
        for (SeenResource each : seen) {
            settled.find(each.uid())
                    .ifPresentOrElse(
                            id -> ids.put(each.uid(), id),
                            () -> open.putIfAbsent(each.uid(), each));
        }
        if (!open.isEmpty()) {
            Map<String, UUID> stored = store(open);
            stored.forEach(settled::put);
            ids.putAll(stored);
        }
        return ids;
    }

    /** A stored resource, and whether it is described otherwise now. */
    private record Stored(UUID id, String uid, boolean changed) {}

    private static final String GIVEN =
            """
            unnest(cast(:uids as text[]), cast(:names as text[]), cast(:regions as text[]), cast(:services as text[]),
                   cast(:types as text[]), cast(:partitions as text[]), cast(:details as text[]),
                   cast(:metadata as text[]), cast(:groups as text[]), cast(:tags as text[]))
                as given (uid, name, region, service, type, partition, details, metadata, groups, tags)
            """;

    // a resource that the scan has made, or seen and forgotten here, has had its first description
    private static final String FIND =
            """
            select r.id, r.uid,
                   r.first_scan_id <> :scan
                   and (r.name, r.region, r.service, r.type, r.partition, r.details, r.metadata, r.groups, r.tags)
                       is distinct from
                   (given.name, given.region, given.service, given.type, given.partition, given.details,
                    given.metadata, string_to_array(given.groups, ''), cast(given.tags as jsonb))
                   and not (:forgotten and exists (
                       select from finding f where f.resource_id = r.id and f.scan_id = :scan)) as changed
            from %s
            join resource r on r.provider_id = :provider and r.uid = given.uid
            """
                    .formatted(GIVEN);

    private static final String INSERT =
            """
            insert into resource (provider_id, first_scan_id, uid, name, region, service, type, partition, details,
                                  metadata, groups, tags)
            select :provider, :scan, uid, name, region, service, type, partition, details,
                   metadata, string_to_array(groups, ''), cast(tags as jsonb)
            from %s
            order by uid
            on conflict (tenant_id, provider_id, uid) do update set uid = excluded.uid
            returning id, uid
            """
                    .formatted(GIVEN);

    private static final String STAGE =
            """
            insert into resource_change (scan_id, resource_id, provider_id, name, region, service, type, partition,
                                         details, metadata, groups, tags)
            select :scan, r.id, r.provider_id, given.name, given.region, given.service, given.type, given.partition,
                   given.details, given.metadata, string_to_array(given.groups, ''), cast(given.tags as jsonb)
            from %s
            join resource r on r.provider_id = :provider and r.uid = given.uid
            on conflict do nothing
            """
                    .formatted(GIVEN);

    private Map<String, UUID> store(Map<String, SeenResource> open) {
        Map<String, UUID> ids = new HashMap<>();
        Map<String, SeenResource> missing = new LinkedHashMap<>(open);
        List<SeenResource> changed = new ArrayList<>();
        for (Stored stored : find(open.values())) {
            ids.put(stored.uid(), stored.id());
            SeenResource seen = missing.remove(stored.uid());
            if (stored.changed() && seen != null) {
                changed.add(seen);
            }
        }
        if (!missing.isEmpty()) {
            jdbc.sql(INSERT)
                    .params(parameters(missing.values()))
                    .param("scan", target.scan())
                    .query(
                            row -> {
                                ids.put(row.getString("uid"), row.getObject("id", UUID.class));
                            });
            insertTags(missing.values(), ids);
        }
        if (!changed.isEmpty()) {
            jdbc.sql(STAGE).params(parameters(changed)).param("scan", target.scan()).update();
        }
        return ids;
    }

    private List<Stored> find(Collection<SeenResource> seen) {
        return jdbc.sql(FIND)
                .params(parameters(seen))
                .param("scan", target.scan())
                .param("forgotten", resumed || settled.hasForgotten())
                .query(
                        (row, n) ->
                                new Stored(
                                        row.getObject("id", UUID.class),
                                        row.getString("uid"),
                                        row.getBoolean("changed")))
                .list();
    }

    private static final String INSERT_TAGS =
            """
            insert into resource_tag (provider_id, resource_id, key, value)
            select :provider, resource_id, key, value
            from unnest(cast(:resources as uuid[]), cast(:keys as text[]), cast(:values as text[]))
                as tag (resource_id, key, value)
            """;

    private void insertTags(Collection<SeenResource> seen, Map<String, UUID> ids) {
        List<String> resources = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (SeenResource each : seen) {
            String id = String.valueOf(ids.get(each.uid()));
            each.tags()
                    .forEach(
                            (key, value) -> {
                                resources.add(id);
                                keys.add(key);
                                values.add(value);
                            });
        }
        if (!keys.isEmpty()) {
            jdbc.sql(INSERT_TAGS)
                    .param("provider", target.provider())
                    .param("resources", resources.toArray(String[]::new))
                    .param("keys", keys.toArray(String[]::new))
                    .param("values", values.toArray(String[]::new))
                    .update();
        }
    }

    private Map<String, Object> parameters(Collection<SeenResource> seen) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("provider", target.provider());
        parameters.put("uids", column(seen, SeenResource::uid));
        parameters.put("names", column(seen, SeenResource::name));
        parameters.put("regions", column(seen, SeenResource::region));
        parameters.put("services", column(seen, SeenResource::service));
        parameters.put("types", column(seen, SeenResource::type));
        parameters.put("partitions", column(seen, SeenResource::partition));
        parameters.put("details", column(seen, SeenResource::details));
        parameters.put("metadata", column(seen, SeenResource::metadata));
        parameters.put("groups", column(seen, SeenResource::group));
        parameters.put("tags", column(seen, each -> JSON.writeValueAsString(each.tags())));
        return parameters;
    }

    private static @Nullable String[] column(
            Collection<SeenResource> rows, Function<SeenResource, @Nullable String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }
}
