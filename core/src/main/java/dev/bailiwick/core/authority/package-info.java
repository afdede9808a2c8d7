/**
 * What principals may do in a tenant: permissions, roles and which stands above which, and the
 * rules that decide by them. Keeps nothing and asks nobody: whoever stores memberships gives a
 * {@link dev.bailiwick.core.authority.Holding}.
 */
@NullMarked
package dev.bailiwick.core.authority;

import org.jspecify.annotations.NullMarked;
