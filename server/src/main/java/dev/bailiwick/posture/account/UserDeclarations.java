package dev.bailiwick.posture.account;

import static dev.bailiwick.posture.jsonapi.Match.DATE;
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

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.OffsetDateTime;
import java.util.UUID;

/** What users look like, and how their list is queried. */
@Configuration(proxyBeanMethods = false)
class UserDeclarations {

    private static final Table<?> USER = DSL.table("app_user");
    private static final Field<UUID> ID = DSL.field("app_user.id", SQLDataType.UUID);
    private static final Field<String> USER_NAME = text("name");
    private static final Field<String> USER_EMAIL = text("email");
    private static final Field<String> COMPANY_NAME = text("company_name");
    private static final Field<OffsetDateTime> JOINED =
            DSL.field("app_user.date_joined", SQLDataType.TIMESTAMPWITHTIMEZONE);
    private static final Field<Boolean> ACTIVE =
            DSL.field("app_user.is_active", SQLDataType.BOOLEAN);

    /** The policy lets oneself be seen anywhere; a list is of the tenant's members. */
    private static final Condition MEMBER =
            DSL.condition(
                    "exists (select from membership m where m.user_id = app_user.id"
                            + " and m.tenant_id = bailiwick.tenant())");

    private static final Kind<String> NAME_KIND = Kind.text().length(3, 150);
    private static final Kind<String> COMPANY_KIND = Kind.blankableText().length(0, 150);

    static final ResourceType USERS =
            ResourceType.named("users")
                    .path("/users")
                    .from(USER, ID, MEMBER)
                    .attribute("name", USER_NAME, NAME_KIND)
                    .attribute("email", USER_EMAIL, Kind.email())
                    .attribute("company_name", COMPANY_NAME, COMPANY_KIND)
                    .attribute("date_joined", JOINED, Kind.timestamp())
                    .toMany("memberships", "memberships", UserLinks::memberships)
                    .toMany("roles", "roles", UserLinks::roles)
                    .include("memberships", "memberships.tenant", "roles")
                    .build();

    /** A user who has just signed up and whose tenant is not in scope yet. */
    static final ResourceType NEW_USERS =
            ResourceType.named("users")
                    .shape("users-created")
                    .attribute("name", NAME_KIND)
                    .attribute("email", Kind.email())
                    .attribute("company_name", COMPANY_KIND)
                    .build();

    static final Listing LISTING =
            Listing.of(USERS)
                    .filter("name", EXACT, ICONTAINS)
                    .filter("email", EXACT, ICONTAINS)
                    .filter("company_name", EXACT, ICONTAINS)
                    .filter("date_joined", EXACT, DATE, GTE, LTE)
                    .filter("is_active", ACTIVE, Kind.bool())
                    .filter(Filter.search(USER_NAME, USER_EMAIL, COMPANY_NAME))
                    .sort("name", "email", "company_name", "date_joined")
                    .sort("is_active", ACTIVE)
                    .order(JOINED.desc())
                    .build();

    static final Input<String> NAME = Input.required("name", NAME_KIND);
    static final Input<String> EMAIL = Input.required("email", Kind.email());
    static final Input<String> PASSWORD = Input.required("password", Kind.verbatim());
    static final Input<String> COMPANY = Input.optional("company_name", COMPANY_KIND);

    private static final String[] READ_ONLY = {"date_joined", "memberships", "roles"};

    static final RequestType SIGN_UP =
            RequestType.create("users", "users")
                    .with(NAME, EMAIL, PASSWORD, COMPANY)
                    .ignoring(READ_ONLY)
                    .build();
    static final RequestType CHANGE =
            RequestType.change("users-update", "users")
                    .with(NAME, EMAIL, PASSWORD, COMPANY)
                    .ignoring(READ_ONLY)
                    .build();

    @Bean
    Declarations userTypes() {
        return Declarations.of(USERS, NEW_USERS, LISTING, SIGN_UP, CHANGE);
    }

    private static Field<String> text(String column) {
        return DSL.field("app_user." + column, SQLDataType.VARCHAR);
    }
}
