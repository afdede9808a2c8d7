/**
 * Users, how they sign up and sign in, their passwords, tokens and API keys, and who sends a
 * request.
 *
 * <p>What a user may do in a tenant is {@code access}'s; which tenants there are is {@code
 * tenant}'s.
 */
@NullMarked
package dev.bailiwick.posture.account;

import org.jspecify.annotations.NullMarked;
