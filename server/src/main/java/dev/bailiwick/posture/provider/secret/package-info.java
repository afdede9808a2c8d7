/**
 * Providers' credentials as they are sent, kept and renewed: sealed with keys of which the database
 * never has the last. Which fields they have is {@code credential}'s, using them is not done here.
 */
@NamedInterface("secret")
@NullMarked
package dev.bailiwick.posture.provider.secret;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
