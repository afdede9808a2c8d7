package dev.bailiwick.posture.access;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.Locale;
import java.util.function.Supplier;

/**
 * What the functions that change authority answer, each with one of these words in lower case, and
 * how the API says it. A word means the same whoever answers it; what a caller is not to learn, the
 * function does not say.
 */
public enum Outcome {
    DONE(null),
    ABSENT(ApiException::notFound),
    /** The principal may not change anything of the kind, whatever it is. */
    FORBIDDEN(() -> ApiException.forbidden("You do not have permission to perform this action.")),
    /** The principal is no owner of the tenant, whatever else they may do in it. */
    OWNERS(() -> ApiException.forbidden("Only an owner of the tenant may do this.")),
    /** More than the principal holds. */
    ABOVE(
            () ->
                    ApiException.forbidden(
                                    "This needs permissions or visibility that you do not have"
                                            + " yourself.")
                            .by(Rule.RANK)),
    /** One's own roles are taken away by oneself. */
    SELF(() -> ApiException.forbidden("You cannot take your own roles away.")),
    /** Another tenant's members would be let in or kept out by it too. */
    ELSEWHERE(
            () ->
                    ApiException.forbidden(
                                    "This user belongs to other tenants too: only they can change"
                                            + " their email address or password.")
                            .by(new Rule("elsewhere"))),
    /** A tenant that others are in would be left without an owner. */
    LAST_OWNER(
            () ->
                    ApiException.forbidden(
                                    "The last owner of a tenant can neither leave it nor become a"
                                            + " member: make somebody else an owner before, or"
                                            + " delete it.")
                            .by(Rule.LAST_OWNER)),
    /** Nobody would be left who manages the account. */
    LAST_MANAGER(
            () ->
                    ApiException.invalid(
                                    "Somebody must be left who has the permission manage_account.")
                            .by(new Rule("last-manager"))),
    /** The principal owns as many tenants as one account may. */
    TOO_MANY(
            () ->
                    ApiException.forbidden(
                                    "You own as many tenants as an account may, and may not own"
                                            + " more.")
                            .by(new Rule("full"))),
    /** Who would become an owner owns as many tenants as one account may. */
    OWNS_ENOUGH(
            () ->
                    ApiException.forbidden("This user owns as many tenants as an account may.")
                            .by(new Rule("full"))),
    /** What is to be added is there already. */
    HELD(() -> ApiException.invalid("One of these is linked already.")),
    /** The role {@code admin} stays as it is. */
    FIXED(() -> ApiException.invalid("The role 'admin' can be neither changed nor deleted.")),
    /** The name is taken. */
    NAME(
            () ->
                    ApiException.invalidAttribute(
                            "name", "unique", "There is one of this name already.")),
    GROUPS(() -> missing("provider_groups")),
    PROVIDERS(() -> missing("providers")),
    ROLES(() -> missing("roles")),
    NO_ROLES(
            () ->
                    ApiException.invalidRelationship(
                            "roles", "required", "An invitation needs a role.")),
    /** A key that is revoked already. */
    REVOKED(() -> ApiException.invalid("API key is already revoked")),
    /** The address that is invited is a member's. */
    MEMBER(() -> email("invalid", "A member has this email address already.")),
    /** The address is invited already. */
    PENDING(() -> email("invalid", "There is a pending invitation for this email address.")),
    /** Somebody has an account of this address. */
    TAKEN(() -> email("unique", "Please check the email address and try again.")),
    /** Somebody else is invited. */
    OTHER_ADDRESS(() -> email("invalid", "The invitation is for another email address.")),
    /** Somebody else is invited, which who has a token of theirs is not told. */
    NOT_INVITED(() -> ApiException.notFound().by(new Rule("invitation:other-address"))),
    /** To end in less than a day. */
    SOON(() -> expiry("An invitation is good for at least 24 hours.")),
    /** To end in more than a year. */
    LATE(() -> expiry("An invitation is good for at most a year.")),
    /** No longer pending. */
    CLOSED(() -> ApiException.invalid("This invitation is no longer pending.")),
    /** Its time has passed. */
    EXPIRED(() -> ApiException.of(410, "token_expired", "The invitation has expired.")),
    /** Of no invitation that could be accepted. */
    TOKEN(() -> ApiException.invalidParameter("invitation_token", "Invalid invitation token.")),
    /** Who would accept is a member already. */
    JOINED(
            () ->
                    ApiException.invalidAttribute(
                            "invitation_token",
                            "invalid",
                            "You are a member of this tenant already."));

    @SuppressWarnings("ImmutableEnumChecker") // what makes an error has no state
    private final @Nullable Supplier<ApiException> error;

    Outcome(@Nullable Supplier<ApiException> error) {
        this.error = error;
    }

    /**
     * @throws IllegalArgumentException for a word that no function has
     */
    public static Outcome of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** What a function answers that gives nothing else. */
    public static Outcome of(JdbcClient.StatementSpec call) {
        return of(call.query(String.class).single());
    }

    /**
     * @throws ApiException unless it is done
     */
    public void require() {
        if (error != null) {
            throw error.get();
        }
    }

    /**
     * @param scope of the tenant that it is about, where the refusal goes on record
     * @throws ApiException unless it is done
     */
    public void require(Scope scope) {
        if (error != null) {
            throw error.get().within(scope);
        }
    }

    private static ApiException missing(String relationship) {
        return ApiException.invalidRelationship(
                relationship, "does_not_exist", "One of these does not exist.");
    }

    private static ApiException email(String code, String detail) {
        return ApiException.invalidAttribute("email", code, detail);
    }

    private static ApiException expiry(String detail) {
        return ApiException.invalidAttribute("expires_at", "invalid", detail);
    }
}
