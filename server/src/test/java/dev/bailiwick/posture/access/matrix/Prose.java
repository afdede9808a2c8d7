package dev.bailiwick.posture.access.matrix;

import dev.bailiwick.posture.access.Permission;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.Set;

/**
 * What the contract says in prose about who may call what, written down without a look at {@code
 * matrix.txt} or the endpoints: two who have read the same text, to be held against each other.
 */
enum Prose {
    ANYBODY(null),
    MEMBERS(null),
    USERS(Permission.MANAGE_USERS),
    /** Oneself, or who manages users; the others are told 400. */
    USERS_OR_ONESELF(Permission.MANAGE_USERS),
    ACCOUNT(Permission.MANAGE_ACCOUNT),
    /** In the tenant that the path names. */
    ACCOUNT_THERE(Permission.MANAGE_ACCOUNT),
    PROVIDERS(Permission.MANAGE_PROVIDERS),
    INTEGRATIONS(Permission.MANAGE_INTEGRATIONS),
    SCANS(Permission.MANAGE_SCANS),
    INGESTIONS(Permission.MANAGE_INGESTIONS);

    private final @Nullable Permission permission;

    Prose(@Nullable Permission permission) {
        this.permission = permission;
    }

    /** By the areas of the API, each with what reads it and what changes it. */
    static Prose of(String method, String path) {
        boolean reads = method.equals("GET");
        String area = path.replaceFirst("^/", "").replaceFirst("/.*", "");
        return switch (area) {
            case "", "docs", "schema" -> ANYBODY;
            case "tokens" -> path.endsWith("/switch") ? MEMBERS : ANYBODY;
            case "users" -> users(method, path);
            case "tenants" -> tenants(method, path);
            case "invitations", "tasks" -> MEMBERS;
            case "roles", "processors", "api-keys" -> ACCOUNT;
            case "provider-groups" -> reads ? MEMBERS : PROVIDERS;
            case "providers" ->
                    reads && !path.startsWith("/providers/secrets") ? MEMBERS : PROVIDERS;
            case "scans", "attack-paths-scans" -> reads ? MEMBERS : SCANS;
            case "schedules", "mute-rules" -> SCANS;
            case "resources", "findings", "finding-groups", "overviews", "compliance-overviews" ->
                    MEMBERS;
            case "integrations", "saml-config" -> INTEGRATIONS;
            // everybody's there, with the keys of language models in clear
            case "lighthouse", "lighthouse-configurations" -> reads ? MEMBERS : ACCOUNT;
            case "ingestions" -> INGESTIONS;
            // not the contract's: docs/accounts.md, docs/scans.md
            case "audit-log", "retention" -> ACCOUNT;
            default -> throw new AssertionError("The contract has no " + path);
        };
    }

    private static Prose users(String method, String path) {
        if (path.contains("/relationships/") || path.contains("/memberships")) {
            return ACCOUNT;
        }
        return switch (method) {
            case "POST" -> ANYBODY;
            case "PATCH" -> USERS_OR_ONESELF;
            default -> path.endsWith("/me") ? MEMBERS : USERS;
        };
    }

    private static Prose tenants(String method, String path) {
        if (path.startsWith("/tenants/invitations")) {
            return ACCOUNT;
        }
        boolean changes = method.equals("PATCH") || method.equals("DELETE");
        return changes && !path.contains("/memberships") ? ACCOUNT_THERE : MEMBERS;
    }

    boolean letsIn(Set<Permission> permissions) {
        return permission == null || permissions.contains(permission);
    }

    /** What a member lacks who is not let in. */
    Permission missing() {
        return Objects.requireNonNull(permission);
    }

    /** What a member is told who is not let in. */
    int refusal(boolean ownTenant) {
        return switch (this) {
            case USERS_OR_ONESELF -> 400;
            // a tenant that one is not in is none
            case ACCOUNT_THERE -> ownTenant ? 403 : 404;
            default -> 403;
        };
    }
}
