/**
 * {@code bailiwick seal}: the verifier of sealed scopes and its keys, set up by an administrator.
 * What a seal is is the concern of {@code dev.bailiwick.postgres.sealed}.
 */
@NullMarked
package dev.bailiwick.cli.seal;

import org.jspecify.annotations.NullMarked;
