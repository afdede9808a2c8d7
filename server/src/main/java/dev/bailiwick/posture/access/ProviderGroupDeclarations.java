package dev.bailiwick.posture.access;

import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.Kind;
import dev.bailiwick.posture.jsonapi.Linkage;
import dev.bailiwick.posture.jsonapi.ResourceType;

import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.OffsetDateTime;
import java.util.UUID;

/** What provider groups look like where other objects include them. */
@Configuration(proxyBeanMethods = false)
class ProviderGroupDeclarations {

    private static final Table<?> GROUP = DSL.table(DSL.name("provider_group"));
    private static final Table<?> MEMBER = DSL.table(DSL.name("provider_group_member"));
    private static final Table<?> ROLE = DSL.table(DSL.name("role_provider_group"));
    private static final Field<UUID> MEMBER_PROVIDER = uuid("provider_group_member", "provider_id");

    private static final ResourceType PROVIDER_GROUPS =
            ResourceType.named("provider-groups")
                    .from(GROUP, uuid("provider_group", "id"))
                    .attribute(
                            "name",
                            DSL.field(DSL.name("provider_group", "name"), SQLDataType.CLOB),
                            Kind.text())
                    .attribute("inserted_at", time("inserted_at"), Kind.timestamp())
                    .attribute("updated_at", time("updated_at"), Kind.timestamp())
                    .toMany(
                            "providers",
                            "providers",
                            Linkage.through(
                                    MEMBER,
                                    uuid("provider_group_member", "provider_group_id"),
                                    MEMBER_PROVIDER,
                                    MEMBER_PROVIDER.in(
                                            DSL.select(uuid("provider", "id"))
                                                    .from(DSL.table(DSL.name("provider")))
                                                    .where(
                                                            DSL.field(
                                                                            DSL.name(
                                                                                    "provider",
                                                                                    "deleted_at"))
                                                                    .isNull()))))
                    .toMany(
                            "roles",
                            "roles",
                            Linkage.through(
                                    ROLE,
                                    uuid("role_provider_group", "provider_group_id"),
                                    uuid("role_provider_group", "role_id")))
                    .build();

    @Bean
    Declarations providerGroupTypes() {
        return Declarations.of(PROVIDER_GROUPS);
    }

    private static Field<UUID> uuid(String table, String column) {
        return DSL.field(DSL.name(table, column), SQLDataType.UUID);
    }

    private static Field<OffsetDateTime> time(String column) {
        return DSL.field(DSL.name("provider_group", column), SQLDataType.OFFSETDATETIME);
    }
}
