/**
 * The data directory of an installation: who holds it, what lies where in it, and the files of keys
 * in it or beside the database. Knows neither the database nor what a key opens.
 */
@NullMarked
package dev.bailiwick.posture.directory;

import org.jspecify.annotations.NullMarked;
