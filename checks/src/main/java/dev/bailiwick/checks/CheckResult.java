package dev.bailiwick.checks;

import dev.bailiwick.checks.resource.Resource;

/**
 * What one check says of one resource.
 *
 * @param text one sentence for a reader, which repeats no value of the resource but names
 * @param line in the resource's file that is to blame, or where the resource begins; 0 where there
 *     is no file
 */
public record CheckResult(Check check, Resource resource, Verdict verdict, String text, int line) {}
