/**
 * Who sent a request and to which name: what trusted proxies say of it, and the hosts that are
 * ours.
 *
 * <p>Which proxies and names those are is a setting, which is not read here.
 */
@NullMarked
package dev.bailiwick.posture.edge.address;

import org.jspecify.annotations.NullMarked;
