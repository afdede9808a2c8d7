/**
 * Bailiwick in Spring Boot: who sends a request, the scope it runs in, the permission it needs, and
 * executors that keep the scope. Knows no credentials, no roles and no tables: the application says
 * who a caller is.
 */
@NullMarked
package dev.bailiwick.spring;

import org.jspecify.annotations.NullMarked;
