@NullMarked
package dev.bailiwick.posture.access.role;

import org.jspecify.annotations.NullMarked;
