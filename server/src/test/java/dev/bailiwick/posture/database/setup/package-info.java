@NullMarked
package dev.bailiwick.posture.database.setup;

import org.jspecify.annotations.NullMarked;
