@NullMarked
package dev.bailiwick.posture.provider.credential;

import org.jspecify.annotations.NullMarked;
