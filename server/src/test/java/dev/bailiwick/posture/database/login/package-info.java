@NullMarked
package dev.bailiwick.posture.database.login;

import org.jspecify.annotations.NullMarked;
