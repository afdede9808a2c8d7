/**
 * The API's wire form, JSON:API. Here is what features declare of it: one declaration per resource
 * type, list and request drives the reading of requests, the SQL of lists, the documents and the
 * OpenAPI description, each in a package of its own below this one.
 *
 * <p>It knows no feature, no permission and no tenant: features declare, {@code access} decides,
 * the scope isolates.
 */
@NullMarked
package dev.bailiwick.posture.jsonapi;

import org.jspecify.annotations.NullMarked;
