package dev.bailiwick.posture.provider.secret;

import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.InputLink;
import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.Match;
import dev.bailiwick.posture.jsonapi.RequestType;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.value.Kind;
import dev.bailiwick.posture.provider.ProviderFilters;
import dev.bailiwick.posture.provider.credential.CredentialForms;
import dev.bailiwick.posture.provider.credential.SecretType;

import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.OffsetDateTime;
import java.util.UUID;

/** What credentials of providers look like on the wire, where nothing of themselves is shown. */
@Configuration(proxyBeanMethods = false)
class SecretDeclarations {

    private static final Kind<String> TYPES = Kind.words(SecretType.words().toArray(String[]::new));
    private static final Kind<String> NAMES = Kind.text().length(3, 100).nullable();

    static final Input<String> NAME = Input.optional("name", NAMES);
    static final Input<String> TYPE = Input.required("secret_type", TYPES);
    static final Input<JSONB> SECRET =
            Input.required("secret", Kind.object().with("anyOf", CredentialForms.schemas()));
    static final InputLink PROVIDER = InputLink.one("provider", "providers").orRefuse();

    private static final Table<?> TABLE = DSL.table(DSL.name("provider_secret"));
    private static final Field<UUID> ID = uuid("id");
    private static final Field<UUID> OF = uuid("provider_id");
    private static final Field<String> CALLED = text("name");
    private static final Field<OffsetDateTime> INSERTED_AT = time("inserted_at");

    static final ResourceType SECRETS =
            ResourceType.named("provider-secrets")
                    .path("/providers/secrets")
                    .from(TABLE, ID, ProviderFilters.live(OF))
                    .attribute("inserted_at", INSERTED_AT, Kind.timestamp())
                    .attribute("updated_at", time("updated_at"), Kind.timestamp())
                    .attribute("name", CALLED, NAMES)
                    .attribute("secret_type", text("secret_type"), TYPES)
                    .toOne("provider", "providers", OF)
                    .build();

    private static final Listing LIST =
            Listing.of(SECRETS)
                    .filter("inserted_at")
                    .filter("updated_at")
                    .filter("name", Match.EXACT, Match.ICONTAINS)
                    .filter(Filter.of("provider", Kind.uuid(), OF::eq), Filter.search(CALLED))
                    .sort("name", "inserted_at", "updated_at")
                    .order(INSERTED_AT.desc())
                    .build();

    private static final String[] READ_ONLY = {"inserted_at", "updated_at"};

    @Bean
    Declarations secretTypes() {
        return Declarations.of(
                SECRETS,
                LIST,
                RequestType.create("provider-secrets-create", "provider-secrets")
                        .with(NAME, TYPE, SECRET)
                        .with(PROVIDER)
                        .ignoring(READ_ONLY)
                        .build(),
                RequestType.change("provider-secrets-update", "provider-secrets")
                        .with(NAME, TYPE, SECRET)
                        .ignoring(READ_ONLY)
                        .ignoring("provider")
                        .build());
    }

    private static Field<UUID> uuid(String column) {
        return DSL.field(DSL.name("provider_secret", column), SQLDataType.UUID);
    }

    private static Field<String> text(String column) {
        return DSL.field(DSL.name("provider_secret", column), SQLDataType.CLOB);
    }

    private static Field<OffsetDateTime> time(String column) {
        return DSL.field(DSL.name("provider_secret", column), SQLDataType.OFFSETDATETIME);
    }
}
