package dev.bailiwick.posture.access.role;

import java.util.UUID;

/**
 * The user whose roles a request replaces, which a member with {@code MANAGE_ACCOUNT} may do, and
 * an owner to themself. Known before the request's document is read.
 */
record RolesOf(UUID user) {}
