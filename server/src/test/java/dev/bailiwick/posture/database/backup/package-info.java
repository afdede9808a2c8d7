@NullMarked
package dev.bailiwick.posture.database.backup;

import org.jspecify.annotations.NullMarked;
