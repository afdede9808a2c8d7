/**
 * The certificate that is served: read from files, judged, and replaced when the files are.
 *
 * <p>Where it is listened is not known here.
 */
@NullMarked
package dev.bailiwick.posture.edge.tls;

import org.jspecify.annotations.NullMarked;
