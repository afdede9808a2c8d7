/**
 * The API about itself: every mapped operation, the OpenAPI document made of them and of the
 * declarations, and the page that shows it.
 *
 * <p>Nothing is written down here that a declaration could say.
 */
@NullMarked
package dev.bailiwick.posture.jsonapi.openapi;

import org.jspecify.annotations.NullMarked;
