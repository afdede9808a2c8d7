@NullMarked
package dev.bailiwick.posture.tenant.invitation;

import org.jspecify.annotations.NullMarked;
