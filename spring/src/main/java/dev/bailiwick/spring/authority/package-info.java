/**
 * The operations of ready-made authority as beans that take part in Spring's transactions, and the
 * meters of what was refused. Says nothing of who may do what: the functions in the database do,
 * and what a request may do is asked of {@link dev.bailiwick.spring.member}.
 */
@NullMarked
package dev.bailiwick.spring.authority;

import org.jspecify.annotations.NullMarked;
