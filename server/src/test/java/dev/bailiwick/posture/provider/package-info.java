@NullMarked
package dev.bailiwick.posture.provider;

import org.jspecify.annotations.NullMarked;
