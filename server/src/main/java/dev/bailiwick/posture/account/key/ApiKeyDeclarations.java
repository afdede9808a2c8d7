package dev.bailiwick.posture.account.key;

import static dev.bailiwick.posture.jsonapi.Match.EXACT;
import static dev.bailiwick.posture.jsonapi.Match.GTE;
import static dev.bailiwick.posture.jsonapi.Match.ICONTAINS;
import static dev.bailiwick.posture.jsonapi.Match.LTE;

import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.RequestType;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.value.Kind;

import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.OffsetDateTime;
import java.util.UUID;

/** What API keys look like, and how their list is queried. */
@Configuration(proxyBeanMethods = false)
class ApiKeyDeclarations {

    private static final Table<?> KEY = DSL.table("api_key");
    private static final Field<UUID> ID = DSL.field("api_key.id", SQLDataType.UUID);
    private static final Field<UUID> ENTITY = DSL.field("api_key.entity_id", SQLDataType.UUID);
    private static final Field<String> KEY_NAME = DSL.field("api_key.name", SQLDataType.VARCHAR);
    private static final Field<String> PREFIX = DSL.field("api_key.prefix", SQLDataType.VARCHAR);
    private static final Field<Boolean> REVOKED = DSL.field("api_key.revoked", SQLDataType.BOOLEAN);
    private static final Field<OffsetDateTime> EXPIRES = time("expires_at");
    private static final Field<OffsetDateTime> INSERTED = time("inserted_at");

    private static final Kind<String> NAME_KIND = Kind.text().length(3, 100);

    static final ResourceType KEYS = shape("api-keys").build();

    /** With the key itself: the answer to its making, and never again. */
    static final ResourceType NEW_KEYS =
            shape("api-keys-created").attribute("api_key", Kind.text()).build();

    static final Listing LISTING =
            Listing.of(KEYS)
                    .filter("name", EXACT, ICONTAINS)
                    .filter("prefix", EXACT, ICONTAINS)
                    .filter("revoked")
                    .filter("inserted_at", EXACT, GTE, LTE)
                    .filter("expires_at", EXACT, GTE, LTE)
                    .filter(Filter.search(KEY_NAME, PREFIX))
                    .sort("name", "prefix", "revoked", "inserted_at", "expires_at")
                    .order(INSERTED.desc())
                    .build();

    static final Input<String> NAME = Input.required("name", NAME_KIND);
    static final Input<OffsetDateTime> EXPIRES_AT = Input.optional("expires_at", Kind.timestamp());

    private static final String[] READ_ONLY = {
        "prefix", "revoked", "inserted_at", "last_used_at", "api_key", "entity"
    };

    static final RequestType CREATE =
            RequestType.create("api-keys", "api-keys")
                    .with(NAME, EXPIRES_AT)
                    .ignoring(READ_ONLY)
                    .build();
    static final RequestType RENAME =
            RequestType.change("api-keys-update", "api-keys")
                    .with(NAME)
                    .ignoring(READ_ONLY)
                    .ignoring("expires_at")
                    .build();

    @Bean
    Declarations apiKeyTypes() {
        return Declarations.of(KEYS, NEW_KEYS, LISTING, CREATE, RENAME);
    }

    private static ResourceType.Builder shape(String key) {
        return ResourceType.named("api-keys")
                .shape(key)
                .from(KEY, ID)
                .attribute("name", KEY_NAME, NAME_KIND)
                .attribute("prefix", PREFIX, Kind.text())
                .attribute("expires_at", EXPIRES, Kind.timestamp())
                .attribute("revoked", REVOKED, Kind.bool())
                .attribute("inserted_at", INSERTED, Kind.timestamp())
                .attribute("last_used_at", time("last_used_at"), Kind.timestamp().nullable())
                .toOne("entity", "users", ENTITY)
                .include("entity", "entity.roles");
    }

    private static Field<OffsetDateTime> time(String column) {
        return DSL.field("api_key." + column, SQLDataType.TIMESTAMPWITHTIMEZONE);
    }
}
