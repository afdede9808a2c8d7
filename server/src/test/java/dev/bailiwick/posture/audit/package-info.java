/** Tests of what stands in the record of authority; none of how it is shown elsewhere. */
@NullMarked
package dev.bailiwick.posture.audit;

import org.jspecify.annotations.NullMarked;
