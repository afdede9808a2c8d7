/**
 * Spring's caches kept apart by scope, whatever the keys are. Holds no entry itself and decides
 * nothing of what is cached, or for how long.
 */
@NullMarked
package dev.bailiwick.spring.cache;

import org.jspecify.annotations.NullMarked;
