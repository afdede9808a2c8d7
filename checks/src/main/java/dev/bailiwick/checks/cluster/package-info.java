/**
 * Reads what runs in a cluster through the access that a kubeconfig gives. Runs no command that the
 * kubeconfig names, opens no file of this machine, and never asks for secrets.
 */
@NullMarked
package dev.bailiwick.checks.cluster;

import org.jspecify.annotations.NullMarked;
