@NullMarked
package dev.bailiwick.posture.provider.secret;

import org.jspecify.annotations.NullMarked;
