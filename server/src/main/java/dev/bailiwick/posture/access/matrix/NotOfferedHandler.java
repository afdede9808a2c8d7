package dev.bailiwick.posture.access.matrix;

import dev.bailiwick.posture.jsonapi.NotOffered;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.spring.AnyMember;
import dev.bailiwick.spring.RequiresPermission;

import org.springframework.stereotype.Component;

/**
 * Answers for what the contract has and this server does not: to who may not call it as the
 * contract says, to the others that there is nothing yet.
 */
@Component
class NotOfferedHandler {

    @NotOffered
    @AnyMember
    void member() {
        throw absent();
    }

    @NotOffered
    @RequiresPermission("MANAGE_ACCOUNT")
    void account() {
        throw absent();
    }

    @NotOffered
    @RequiresPermission("MANAGE_PROVIDERS")
    void providers() {
        throw absent();
    }

    @NotOffered
    @RequiresPermission("MANAGE_INTEGRATIONS")
    void integrations() {
        throw absent();
    }

    @NotOffered
    @RequiresPermission("MANAGE_SCANS")
    void scans() {
        throw absent();
    }

    private static ApiException absent() {
        return ApiException.of(404, "not_found", "This server does not offer this yet.");
    }
}
