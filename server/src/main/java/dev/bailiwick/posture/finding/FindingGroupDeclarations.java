package dev.bailiwick.posture.finding;

import dev.bailiwick.posture.finding.FindingFilters.Either;
import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.value.Kind;

import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the findings of one check look like together, and how their list is asked for. */
@Configuration(proxyBeanMethods = false)
class FindingGroupDeclarations {

    /** Of the group as a whole, after its findings were chosen and counted. */
    static final Either<String> STATUS = Either.of("status", words(FindingFilters.STATUSES));

    static final Either<String> SEVERITY = Either.of("severity", words(FindingFilters.SEVERITIES));
    static final Filter<String> MUTED = Filter.value("muted", Kind.text());

    /** Whether groups are shown of which everything is muted. */
    static final Filter<Boolean> INCLUDE_MUTED = Filter.value("include_muted", Kind.bool());

    static final Filter<String> TITLE = Filter.value("check_title__icontains", Kind.text());

    /** Counts of findings, in the contract's order. */
    static final List<String> COUNTS = counts();

    static final ResourceType GROUPS = groups();

    private static final Listing LATEST = latest();

    @Bean
    Declarations findingGroupTypes() {
        return Declarations.of(GROUPS, LATEST);
    }

    private static List<String> counts() {
        List<String> names =
                new ArrayList<>(
                        List.of(
                                "resources_fail",
                                "resources_total",
                                "pass_count",
                                "fail_count",
                                "manual_count",
                                "pass_muted_count",
                                "fail_muted_count",
                                "manual_muted_count",
                                "muted_count",
                                "new_count",
                                "changed_count"));
        for (String delta : FindingFilters.DELTAS) {
            for (String status : List.of("fail", "pass", "manual")) {
                names.add(delta + "_" + status + "_count");
                names.add(delta + "_" + status + "_muted_count");
            }
        }
        return List.copyOf(names);
    }

    private static ResourceType groups() {
        ResourceType.Builder type =
                ResourceType.named("finding-groups")
                        .attribute("check_id", Kind.text())
                        .attribute("check_title", Kind.text().nullable())
                        .attribute("check_description", Kind.text().nullable())
                        .attribute("severity", words(FindingFilters.SEVERITIES))
                        .attribute("status", words(FindingFilters.STATUSES))
                        .attribute("muted", Kind.bool())
                        .attribute("impacted_providers", Kind.texts());
        COUNTS.forEach(name -> type.attribute(name, Kind.bigInteger()));
        return type.attribute("first_seen_at", Kind.timestamp().nullable())
                .attribute("last_seen_at", Kind.timestamp().nullable())
                .attribute("failing_since", Kind.timestamp().nullable())
                .build();
    }

    private static Listing latest() {
        Listing.Builder list =
                Listing.of(GROUPS)
                        .build()
                        .derive("finding-groups-latest")
                        .filter(FindingDeclarations.byProvider())
                        .filter(FindingFilters.UPDATED.exact())
                        .filter(FindingFilters.RESOURCES, MUTED, INCLUDE_MUTED, TITLE);
        Stream.of(
                        STATUS,
                        SEVERITY,
                        FindingFilters.IMPACT,
                        FindingFilters.DELTA,
                        FindingFilters.CATEGORY,
                        FindingFilters.GROUP,
                        FindingFilters.UID,
                        FindingFilters.SCAN)
                .forEach(each -> list.filter(each.filters().toArray(Filter<?>[]::new)));
        Stream.of(
                        FindingFilters.CHECK,
                        FindingFilters.SERVICE,
                        FindingFilters.REGION,
                        FindingFilters.TYPE,
                        FindingFilters.RESOURCE_UID,
                        FindingFilters.RESOURCE_NAME)
                .forEach(each -> list.filter(each.filters().toArray(Filter<?>[]::new)));
        return sorted(list).build();
    }

    private static Listing.Builder sorted(Listing.Builder list) {
        COUNTS.forEach(name -> list.sort(name, of(name)));
        for (String name :
                List.of("check_id", "muted", "first_seen_at", "last_seen_at", "failing_since")) {
            list.sort(name, of(name));
        }
        return list.sort("id", of("check_id"))
                .sort("check_title", FindingGroups.TITLE)
                .sort("check_description", FindingGroups.DESCRIPTION)
                .sort("impacted_providers", FindingGroups.PROVIDERS_COUNT)
                // the worst is the greatest
                .sort("severity", FindingGroups.SEVERITY.neg())
                .sort("status", FindingGroups.STATUS.neg())
                .order(
                        FindingGroups.count("fail_count").desc(),
                        FindingGroups.SEVERITY.asc(),
                        of("check_id").asc());
    }

    private static Field<String> of(String column) {
        return DSL.field(DSL.name(FindingGroups.NAME, column), SQLDataType.CLOB);
    }

    private static Kind<String> words(List<String> words) {
        return Kind.words(words.toArray(String[]::new));
    }
}
