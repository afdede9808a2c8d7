/**
 * YAML taken literally: text, lists and mappings with their places in the file, and an error for
 * whatever was not asked for. Knows nothing of tables; what the text means is its readers' concern.
 */
@NullMarked
package dev.bailiwick.declaration.yaml;

import org.jspecify.annotations.NullMarked;
