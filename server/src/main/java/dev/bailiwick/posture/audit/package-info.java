/**
 * The record of who changed whose authority and what was refused to whom: how refusals get into it,
 * how it is shown, and when it ends.
 *
 * <p>Changes are written by the functions of the database that make them.
 */
@NullMarked
package dev.bailiwick.posture.audit;

import org.jspecify.annotations.NullMarked;
