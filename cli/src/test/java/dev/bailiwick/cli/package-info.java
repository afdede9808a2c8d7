@NullMarked
package dev.bailiwick.cli;

import org.jspecify.annotations.NullMarked;
