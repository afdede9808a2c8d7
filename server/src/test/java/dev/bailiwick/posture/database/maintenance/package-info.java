@NullMarked
package dev.bailiwick.posture.database.maintenance;

import org.jspecify.annotations.NullMarked;
