/**
 * What operators see of the wall: an endpoint that describes it and a health indicator that follows
 * the drift watch. Compares nothing itself and shows no secret.
 */
@NullMarked
package dev.bailiwick.spring.actuator;

import org.jspecify.annotations.NullMarked;
