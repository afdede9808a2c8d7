/**
 * What providers are signed in to with: the sixteen kinds' credentials, which fields they are sent
 * as and which rules these keep. Neither keeps nor uses them.
 */
@NamedInterface("credential")
@NullMarked
package dev.bailiwick.posture.provider.credential;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
