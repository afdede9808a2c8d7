@NullMarked
package dev.bailiwick.posture.resource;

import org.jspecify.annotations.NullMarked;
