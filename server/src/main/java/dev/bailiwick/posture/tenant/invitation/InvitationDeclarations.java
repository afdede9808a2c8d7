package dev.bailiwick.posture.tenant.invitation;

import static dev.bailiwick.posture.jsonapi.Match.DATE;
import static dev.bailiwick.posture.jsonapi.Match.EXACT;
import static dev.bailiwick.posture.jsonapi.Match.GTE;
import static dev.bailiwick.posture.jsonapi.Match.ICONTAINS;
import static dev.bailiwick.posture.jsonapi.Match.IN;
import static dev.bailiwick.posture.jsonapi.Match.LTE;

import dev.bailiwick.posture.digest.Sha256;
import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.InputLink;
import dev.bailiwick.posture.jsonapi.Linkage;
import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.RequestType;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.value.Kind;

import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** What invitations look like, how their list is queried and what writes take. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(InvitationProperties.class)
class InvitationDeclarations {

    private static final Table<?> INVITATION = DSL.table("invitation");
    private static final Field<UUID> ID = DSL.field("invitation.id", SQLDataType.UUID);
    private static final Field<UUID> TENANT = DSL.field("invitation.tenant_id", SQLDataType.UUID);
    private static final Field<UUID> INVITER = DSL.field("invitation.inviter_id", SQLDataType.UUID);
    private static final Field<String> ADDRESS = DSL.field("invitation.email", SQLDataType.VARCHAR);

    private static final Field<UUID> GENERATION =
            DSL.field("invitation.generation", SQLDataType.UUID);

    /** Null to who could not give what the invitation gives. */
    private static final Field<byte[]> MARK =
            DSL.field(
                    "case when not exists (select from invitation_role ir where ir.invitation_id ="
                            + " invitation.id and ir.role_id <> all ((select"
                            + " roles_in_rank())::uuid[])) then invitation.token_mark end",
                    SQLDataType.BLOB);

    /** One whose time has passed is expired from then on, whoever looks. */
    private static final Field<String> STATE =
            DSL.when(
                            DSL.condition(
                                    "invitation.state = 'pending' and invitation.expires_at <="
                                            + " now()"),
                            "expired")
                    .otherwise(DSL.field("invitation.state", SQLDataType.VARCHAR));

    static final Input<String> EMAIL = Input.required("email", Kind.email());
    static final Input<OffsetDateTime> EXPIRES_AT = Input.optional("expires_at", Kind.timestamp());
    static final InputLink ROLES = InputLink.many("roles", "roles").orRefuse();
    static final Input<String> TOKEN = Input.required("invitation_token", Kind.text());

    private final ResourceType invitations;

    InvitationDeclarations(InvitationTokens tokens) {
        this.invitations =
                ResourceType.named("invitations")
                        .path("/tenants/invitations")
                        .from(INVITATION, ID)
                        .attribute("inserted_at", time("inserted_at"), Kind.timestamp())
                        .attribute("updated_at", time("updated_at"), Kind.timestamp())
                        .attribute("email", ADDRESS, Kind.email())
                        .attribute(
                                "state",
                                STATE,
                                Kind.words("pending", "accepted", "expired", "revoked"))
                        .attribute(
                                "token",
                                Kind.text().nullable(),
                                List.of(TENANT, ID, GENERATION, MARK),
                                row -> token(tokens, row))
                        .attribute("expires_at", time("expires_at"), Kind.timestamp())
                        .toMany(
                                "roles",
                                "roles",
                                Linkage.through(
                                        DSL.table("invitation_role"),
                                        DSL.field("invitation_id", SQLDataType.UUID),
                                        DSL.field("role_id", SQLDataType.UUID)))
                        .toOne("inviter", "users", INVITER)
                        .build();
    }

    ResourceType invitations() {
        return invitations;
    }

    /** None that would open nothing, as those that were made with a key that is lost. */
    private static @Nullable String token(InvitationTokens tokens, Record row) {
        byte[] mark = row.get(MARK);
        if (mark == null) {
            return null;
        }
        String token = tokens.of(row.get(TENANT), row.get(ID), row.get(GENERATION));
        return Arrays.equals(mark, Sha256.of(Sha256.of(token))) ? token : null;
    }

    @Bean
    Declarations invitationTypes() {
        return Declarations.of(
                invitations,
                listing(),
                written(RequestType.create("invitations", "invitations")),
                written(RequestType.change("invitations-update", "invitations")),
                RequestType.create("invitations-accept", "invitations").with(TOKEN).build());
    }

    private Listing listing() {
        return Listing.of(invitations)
                .filter("email", EXACT, ICONTAINS)
                .filter("state", EXACT, IN)
                .filter("inviter", INVITER, Kind.uuid())
                .filter("inserted_at", EXACT, DATE, GTE, LTE)
                .filter("updated_at", EXACT, DATE, GTE, LTE)
                .filter("expires_at", EXACT, DATE, GTE, LTE)
                .filter(Filter.search(ADDRESS))
                .sort("inserted_at", "updated_at", "expires_at", "state")
                .sort("inviter", INVITER)
                .order(time("inserted_at").desc())
                .build();
    }

    private static RequestType written(RequestType.Builder type) {
        return type.with(EMAIL, EXPIRES_AT)
                .with(ROLES)
                .ignoring("state", "token", "inserted_at", "updated_at", "inviter")
                .build();
    }

    private static Field<OffsetDateTime> time(String column) {
        return DSL.field("invitation." + column, SQLDataType.TIMESTAMPWITHTIMEZONE);
    }
}
