/**
 * Passwords: which ones are good enough, how they are hashed and compared.
 *
 * <p>Whose they are and where they are kept is not known here.
 */
@NullMarked
package dev.bailiwick.posture.account.password;

import org.jspecify.annotations.NullMarked;
