/**
 * Which tenant a request is for: read from one declared source, and the membership checked each
 * time. Authenticates nobody and keeps no tenants.
 */
@NullMarked
package dev.bailiwick.spring.web;

import org.jspecify.annotations.NullMarked;
