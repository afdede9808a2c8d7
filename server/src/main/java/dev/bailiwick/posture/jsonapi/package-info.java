/**
 * The API's wire form, JSON:API: one declaration per resource type drives the reading of requests,
 * the SQL of lists, the documents and the OpenAPI description; errors of every origin leave in one
 * shape.
 *
 * <p>It knows no feature, no permission and no tenant: features declare, {@code access} decides,
 * the scope isolates.
 */
@NullMarked
package dev.bailiwick.posture.jsonapi;

import org.jspecify.annotations.NullMarked;
