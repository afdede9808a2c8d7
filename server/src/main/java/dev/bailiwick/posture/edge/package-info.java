/**
 * Where HTTP comes in: addresses, TLS, proxies, hosts, limits, headers of every answer, request
 * ids, logs, metrics and health. It knows no account and no resource, and what a request asks for
 * is not its business.
 */
@NullMarked
package dev.bailiwick.posture.edge;

import org.jspecify.annotations.NullMarked;
