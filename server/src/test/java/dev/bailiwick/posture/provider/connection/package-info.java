@NullMarked
package dev.bailiwick.posture.provider.connection;

import org.jspecify.annotations.NullMarked;
