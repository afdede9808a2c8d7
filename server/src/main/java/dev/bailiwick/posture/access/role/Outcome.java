package dev.bailiwick.posture.access.role;

import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import java.util.Locale;

/** What the functions that change authority answer. */
enum Outcome {
    DONE,
    ABSENT,
    /** The principal may not change anything of the kind, whatever it is. */
    FORBIDDEN,
    /** More than the principal holds. */
    ABOVE,
    /** One's own roles are taken away by somebody else. */
    SELF,
    /** What is to be added is there already. */
    HELD,
    /** Nobody would be left who manages the account. */
    LAST,
    /** The role {@code admin} stays as it is. */
    FIXED,
    /** The name is taken. */
    NAME,
    GROUPS,
    PROVIDERS,
    ROLES;

    private static final Rule LAST_MANAGER = new Rule("last-manager");

    static Outcome of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /**
     * @throws ApiException unless it is done
     */
    void require() {
        switch (this) {
            case DONE -> {}
            case ABSENT -> throw ApiException.notFound();
            case FORBIDDEN ->
                    throw ApiException.forbidden(
                            "You do not have permission to perform this action.");
            case ABOVE ->
                    throw ApiException.forbidden(
                                    "This needs permissions or visibility that you do not have"
                                            + " yourself.")
                            .by(Rule.RANK);
            case SELF -> throw ApiException.forbidden("You cannot take your own roles away.");
            case HELD -> throw ApiException.invalid("One of these is linked already.");
            case LAST ->
                    throw ApiException.invalid(
                                    "Somebody must be left who has the permission manage_account.")
                            .by(LAST_MANAGER);
            case FIXED ->
                    throw ApiException.invalid(
                            "The role 'admin' can be neither changed nor" + " deleted.");
            case NAME ->
                    throw ApiException.invalidAttribute(
                            "name", "unique", "There is one of this name already.");
            case GROUPS -> throw missing("provider_groups");
            case PROVIDERS -> throw missing("providers");
            case ROLES -> throw missing("roles");
        }
    }

    static ApiException missing(String relationship) {
        return ApiException.invalidRelationship(
                relationship, "does_not_exist", "One of these does not exist.");
    }
}
