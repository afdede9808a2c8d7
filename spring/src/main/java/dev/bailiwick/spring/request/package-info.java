/**
 * What becomes of an HTTP request: the scope that it runs in, and whether its caller has the
 * permission that its endpoint asks for. Nothing here is for applications to call; they say who a
 * caller is, and annotate endpoints.
 */
@NullMarked
package dev.bailiwick.spring.request;

import org.jspecify.annotations.NullMarked;
