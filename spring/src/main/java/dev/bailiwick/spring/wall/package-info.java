/**
 * The database wall of a Boot application: every data source stands behind it or is declared not
 * to, and the start and a watch compare the database with its declaration. Makes no pool and
 * changes no database.
 */
@NullMarked
package dev.bailiwick.spring.wall;

import org.jspecify.annotations.NullMarked;
