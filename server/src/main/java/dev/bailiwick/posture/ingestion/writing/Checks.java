package dev.bailiwick.posture.ingestion.writing;

import dev.bailiwick.posture.ingestion.ocsf.CheckFacts;
import dev.bailiwick.posture.ingestion.ocsf.CheckMetadata;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** The metadata of checks, stored once for each content. Not for use by several threads. */
final class Checks {

    /** Characters; several times what all checks of one cloud say. */
    private static final long MOST_REMEMBERED = 8 << 20;

    private final JdbcClient jdbc;
    private final Recent<CheckFacts> known = new Recent<>(CheckFacts::size, MOST_REMEMBERED);

    Checks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The ids of all of these; what is new is stored. */
    Map<CheckFacts, UUID> ids(Collection<CheckFacts> wanted) {
        Map<CheckFacts, UUID> ids = new HashMap<>();
        Map<CheckFacts, CheckMetadata> unknown = new HashMap<>();
        for (CheckFacts facts : wanted) {
            if (!ids.containsKey(facts) && !unknown.containsKey(facts)) {
                known.find(facts)
                        .ifPresentOrElse(
                                id -> ids.put(facts, id),
                                () -> unknown.put(facts, facts.metadata()));
            }
        }
        if (!unknown.isEmpty()) {
            Map<String, UUID> stored = store(List.copyOf(unknown.values()));
            unknown.forEach(
                    (facts, metadata) -> {
                        UUID id = stored.get(metadata.hash());
                        if (id == null) {
                            throw new IllegalStateException("Check metadata was not stored");
                        }
                        ids.put(facts, id);
                        known.put(facts, id);
                    });
        }
        return ids;
    }

    private static final String FIND =
            """
            select encode(content_hash, 'hex') as hash, id from check_metadata
            where content_hash = any (array(select decode(h, 'hex') from unnest(cast(:hashes as text[])) as h))
            """;

    /**
     * In the order of their hashes, so that two who store the same ones wait and do not deadlock.
     */
    private static final String INSERT =
            """
            insert into check_metadata (content_hash, check_id, categories, resource_groups, metadata)
            select decode(hash, 'hex'), check_id,
                   array(select jsonb_array_elements_text(cast(metadata as jsonb) -> 'categories')),
                   resource_group, cast(metadata as jsonb)
            from unnest(cast(:hashes as text[]), cast(:checks as text[]), cast(:groups as text[]),
                        cast(:metadata as text[])) as check_facts (hash, check_id, resource_group, metadata)
            order by hash
            on conflict (tenant_id, content_hash) do nothing
            """;

    private Map<String, UUID> store(List<CheckMetadata> metadata) {
        Map<String, UUID> found = find(metadata);
        List<CheckMetadata> missing = new ArrayList<>(metadata);
        missing.removeIf(each -> found.containsKey(each.hash()));
        if (missing.isEmpty()) {
            return found;
        }
        jdbc.sql(INSERT)
                .param("hashes", column(missing, CheckMetadata::hash))
                .param("checks", column(missing, CheckMetadata::checkId))
                .param("groups", column(missing, CheckMetadata::resourceGroup))
                .param("metadata", column(missing, CheckMetadata::json))
                .update();
        return find(metadata);
    }

    private Map<String, UUID> find(List<CheckMetadata> metadata) {
        Map<String, UUID> found = new HashMap<>();
        jdbc.sql(FIND)
                .param("hashes", column(metadata, CheckMetadata::hash))
                .query(
                        row -> {
                            found.put(row.getString("hash"), row.getObject("id", UUID.class));
                        });
        return found;
    }

    private static String[] column(
            List<CheckMetadata> rows, Function<CheckMetadata, String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }
}
