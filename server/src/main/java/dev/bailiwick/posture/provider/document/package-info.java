/**
 * The documents that credentials consist of, such as kubeconfigs: what may stand in them and what
 * is handed on. Knows nothing of how they are sent, kept or used.
 */
@NullMarked
package dev.bailiwick.posture.provider.document;

import org.jspecify.annotations.NullMarked;
