/**
 * Reads Terraform's language and works out what can be known without running it: literals, defaults
 * of variables, locals and some pure functions. Reads no file and asks no address that a text
 * names.
 */
@NullMarked
package dev.bailiwick.checks.terraform;

import org.jspecify.annotations.NullMarked;
