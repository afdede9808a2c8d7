/**
 * Gives a chained table a tenant column of its own, online: the steps as SQL, and a run that can be
 * stopped and taken up again. Changes tables only when it is run, and never what the rows say.
 */
@NullMarked
package dev.bailiwick.postgres.promotion;

import org.jspecify.annotations.NullMarked;
