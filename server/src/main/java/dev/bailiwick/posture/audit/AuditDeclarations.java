package dev.bailiwick.posture.audit;

import static dev.bailiwick.posture.jsonapi.Match.EXACT;
import static dev.bailiwick.posture.jsonapi.Match.GTE;
import static dev.bailiwick.posture.jsonapi.Match.IN;
import static dev.bailiwick.posture.jsonapi.Match.LTE;

import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.value.Kind;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.OffsetDateTime;
import java.util.UUID;

/** What entries of the record look like, and how their list is queried. */
@Configuration(proxyBeanMethods = false)
class AuditDeclarations {

    private static final Table<?> ENTRY = DSL.table("audit_entry");
    private static final Field<UUID> ID = DSL.field("audit_entry.id", SQLDataType.UUID);
    private static final Field<OffsetDateTime> AT =
            DSL.field("audit_entry.at", SQLDataType.TIMESTAMPWITHTIMEZONE);
    private static final Field<UUID> PRINCIPAL =
            DSL.field("audit_entry.principal_id", SQLDataType.UUID);
    private static final Field<String> KIND = DSL.field("audit_entry.kind", SQLDataType.VARCHAR);
    private static final Field<String> WHAT = DSL.field("audit_entry.what", SQLDataType.VARCHAR);

    /** Whose visibility is limited is not told of groups and providers, which they may not see. */
    private static final String TOLD = "%s((select bailiwick.sees_all('providers')), audit_entry)";

    private static final Field<String> OBJECT =
            DSL.field(TOLD.formatted("audit_object"), SQLDataType.VARCHAR);
    private static final Field<JSONB> DETAILS =
            DSL.field(TOLD.formatted("audit_details"), SQLDataType.JSONB);

    /** The entries that other processes have made of the refusals of the same minute. */
    private static final String SAME =
            """
            from audit_entry same
            where same.tenant_id = audit_entry.tenant_id and same.at = audit_entry.at
              and same.kind = 'refused' and same.what = audit_entry.what
              and same.principal_id is not distinct from audit_entry.principal_id
            """;

    private static final Field<Long> COUNT =
            DSL.field(
                    "case when audit_entry.kind = 'refused' then (select cast(sum(same.count) as"
                            + " bigint) "
                            + SAME
                            + ") else audit_entry.count end",
                    SQLDataType.BIGINT);
    private static final Condition FIRST =
            DSL.condition(
                    "(audit_entry.kind <> 'refused' or not exists (select "
                            + SAME
                            + " and same.id < audit_entry.id))");

    static final ResourceType ENTRIES =
            ResourceType.named("audit-entries")
                    .from(ENTRY, ID, FIRST)
                    .attribute("at", AT, Kind.timestamp())
                    .attribute("principal_id", PRINCIPAL, Kind.uuid().nullable())
                    .attribute("kind", KIND, Kind.words("changed", "refused"))
                    .attribute("what", WHAT, Kind.text())
                    .attribute("object", OBJECT, Kind.blankableText())
                    .attribute("details", DETAILS, Kind.json())
                    .attribute("count", COUNT, Kind.bigInteger())
                    .build();

    static final Listing LISTING =
            Listing.of(ENTRIES)
                    .filter("at", EXACT, GTE, LTE)
                    .filter("principal_id", EXACT, IN)
                    .filter("kind")
                    .filter("what", EXACT, IN)
                    .filter("object", EXACT)
                    .sort("at")
                    .order(AT.desc())
                    .build();

    @Bean
    Declarations auditTypes() {
        return Declarations.of(ENTRIES, LISTING);
    }
}
