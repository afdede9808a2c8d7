/**
 * The application that {@code docs/toolkit/spring-sign-in.md} shows: people sign up, sign in and
 * found tenants. What belongs to a tenant is kept to the one table that it takes to see it.
 */
@NullMarked
package dev.bailiwick.spring.signin;

import org.jspecify.annotations.NullMarked;
