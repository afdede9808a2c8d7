/**
 * What scans: the form in which scanners are asked, and which of those at hand scans a provider.
 * Knows neither how a scan is ordered nor where its results go.
 */
@NullMarked
package dev.bailiwick.posture.scan.engine;

import org.jspecify.annotations.NullMarked;
