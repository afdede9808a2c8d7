@NullMarked
package dev.bailiwick.posture.database;

import org.jspecify.annotations.NullMarked;
