package dev.bailiwick.core.authority;

/** Outcome of asking whether a principal may act in a tenant. */
public sealed interface Access {

    record Granted(Holding holding) implements Access {}

    /**
     * @param missing the first permission that is wanting, in the order of names
     */
    record Forbidden(Permission missing) implements Access {}

    /**
     * @param missing neither held nor below one that is
     */
    record RoleMissing(Role missing) implements Access {}

    /** A stranger, who must not learn that the tenant exists. */
    record NotMember() implements Access {}

    /** A member, whose membership is suspended. */
    record Suspended() implements Access {}

    /** The tenant's status does not allow it, whoever asks. */
    record Closed(TenantStatus status) implements Access {}
}
