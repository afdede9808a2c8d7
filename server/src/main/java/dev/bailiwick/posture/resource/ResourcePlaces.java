package dev.bailiwick.posture.resource;

import static dev.bailiwick.posture.resource.ResourceTable.GROUPS;
import static dev.bailiwick.posture.resource.ResourceTable.REGION;
import static dev.bailiwick.posture.resource.ResourceTable.SERVICE;
import static dev.bailiwick.posture.resource.ResourceTable.TABLE;
import static dev.bailiwick.posture.resource.ResourceTable.TYPE;

import static org.jooq.impl.DSL.groupingSets;

import dev.bailiwick.posture.jsonapi.Sql;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.provider.ProviderFilters;
import dev.bailiwick.posture.published.PublishedScan;
import dev.bailiwick.posture.published.PublishedScan.Contents;
import dev.bailiwick.posture.published.Remembered;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What occurs among resources: services, regions, types, groups. The last scans as a whole have it
 * written down; anything narrower is one statement, remembered until the tenant's next epoch.
 */
@Component
final class ResourcePlaces {

    private final DSLContext sql;
    private final Remembered<Contents> remembered =
            new Remembered<>(
                    known ->
                            64
                                    * (known.services().size()
                                            + known.regions().size()
                                            + known.types().size()
                                            + known.groups().size()));

    ResourcePlaces(DSLContext sql) {
        this.sql = sql;
    }

    /** Among what the last scans saw; {@code choice} has their contents. */
    Contents ofLatest(Choice choice, ListQuery query) {
        if (query.filtered().stream().allMatch(ProviderFilters::owns)) {
            return writtenDown(choice.latest());
        }
        Condition seen =
                ResourceTable.ID.in(
                        DSL.select(ResourceTable.SEEN_RESOURCE)
                                .from(ResourceTable.SEEN)
                                .where(Sql.in(ResourceTable.SEEN_SCAN, choice.latestScans())));
        return among(choice, choice.where().and(seen));
    }

    Contents of(Choice choice) {
        return among(choice, choice.where());
    }

    private static Contents writtenDown(List<PublishedScan> scans) {
        Set<String> services = new TreeSet<>();
        Set<String> regions = new TreeSet<>();
        Set<String> types = new TreeSet<>();
        Set<String> groups = new TreeSet<>();
        for (PublishedScan scan : scans) {
            services.addAll(scan.contents().services());
            regions.addAll(scan.contents().regions());
            types.addAll(scan.contents().types());
            groups.addAll(scan.contents().groups());
        }
        return new Contents(services, regions, types, Set.of(), groups);
    }

    private Contents among(Choice choice, Condition where) {
        if (choice.latest().isEmpty()) {
            return Contents.UNKNOWN;
        }
        return remembered.get(choice.epoch(), choice.question(), () -> find(where));
    }

    private Contents find(Condition where) {
        Set<String> services = new TreeSet<>();
        Set<String> regions = new TreeSet<>();
        Set<String> types = new TreeSet<>();
        Set<String> groups = new TreeSet<>();
        for (Record row :
                sql.select(SERVICE, REGION, TYPE, GROUPS)
                        .from(TABLE)
                        .where(where)
                        .groupBy(
                                groupingSets(
                                        new Field<?>[] {SERVICE},
                                        new Field<?>[] {REGION},
                                        new Field<?>[] {TYPE},
                                        new Field<?>[] {GROUPS}))
                        .fetch()) {
            if (row.get(SERVICE) != null) {
                services.add(row.get(SERVICE));
            } else if (row.get(REGION) != null) {
                regions.add(row.get(REGION));
            } else if (row.get(TYPE) != null) {
                types.add(row.get(TYPE));
            } else if (row.get(GROUPS) != null) {
                groups.addAll(List.of(row.get(GROUPS)));
            }
        }
        // what lies in no region has a region without a name
        Stream.of(services, regions, types, groups).forEach(each -> each.remove(""));
        return new Contents(services, regions, types, Set.of(), groups);
    }
}
