/**
 * Where to log in, as which role and with which password. Does not know what is in a database, nor
 * when a connection is wanted.
 */
@NullMarked
package dev.bailiwick.posture.database.login;

import org.jspecify.annotations.NullMarked;
