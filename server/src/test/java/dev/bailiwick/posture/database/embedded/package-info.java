@NullMarked
package dev.bailiwick.posture.database.embedded;

import org.jspecify.annotations.NullMarked;
