@NullMarked
package dev.bailiwick.posture.provider.document;

import org.jspecify.annotations.NullMarked;
