/**
 * Stands for a library that brings a controller of its own. It knows nothing of tenants and is no
 * part of any application here.
 */
@NullMarked
package dev.bailiwick.spring.library;

import org.jspecify.annotations.NullMarked;
