@NullMarked
package dev.bailiwick.core.authority;

import org.jspecify.annotations.NullMarked;
