/**
 * Scopes by annotation: what a method declares is entered around it, and a declaration that could
 * not hold stops the start. Decides no authority and opens no transaction.
 */
@NullMarked
package dev.bailiwick.spring.scope;

import org.jspecify.annotations.NullMarked;
