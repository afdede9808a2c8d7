package dev.bailiwick.posture.resource;

import dev.bailiwick.posture.jsonapi.Link;

import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Which findings a resource is shown with. */
final class ResourceFindings {

    private static final Field<UUID> RESOURCE =
            DSL.field(DSL.name("resource_id"), SQLDataType.UUID);
    private static final Field<UUID> FINDING = DSL.field(DSL.name("id"), SQLDataType.UUID);

    private ResourceFindings() {}

    private static final String LATEST_OF_EACH =
            """
            select distinct on (f.uid) f.resource_id, f.id
            from finding f
            where f.resource_id = any ({0})
              and (select s.published_at is not null from scan s where s.id = f.scan_id)
            order by f.uid, f.id desc
            """;

    // the provider in a subquery: joined, a plan may begin with it and read all of its resources
    private static final String OF_LAST_SCANS =
            """
            select f.resource_id, f.id
            from finding f
            where f.resource_id = any ({0})
              and (select p.latest_scan_id = f.scan_id from provider p where p.id = f.provider_id)
              and f.id >= (select s.first_finding_id
                           from scan s join provider p on p.latest_scan_id = s.id
                           order by 1 limit 1)
            order by f.id
            """;

    /**
     * Of one resource the latest finding of each uid, whenever it was; of many, as on the page of a
     * list, what the last scan of their provider found, so that a page does not read all history.
     */
    static Map<UUID, List<Link>> of(DSLContext sql, Collection<UUID> resources) {
        Map<UUID, List<Link>> result = new HashMap<>();
        String text = resources.size() == 1 ? LATEST_OF_EACH : OF_LAST_SCANS;
        UUID[] ids = resources.toArray(UUID[]::new);
        for (Record row : sql.resultQuery(text, DSL.val(ids, SQLDataType.UUID.array())).fetch()) {
            result.computeIfAbsent(row.get(RESOURCE), any -> new ArrayList<>())
                    .add(Link.to(row.get(FINDING)));
        }
        return result;
    }
}
