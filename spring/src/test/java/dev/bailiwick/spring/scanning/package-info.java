/**
 * Stands for an application that scans more than its own package. It has no bean and no endpoint of
 * its own.
 */
@NullMarked
package dev.bailiwick.spring.scanning;

import org.jspecify.annotations.NullMarked;
