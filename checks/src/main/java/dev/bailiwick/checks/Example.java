package dev.bailiwick.checks;

/**
 * A text and what the check must say of what is in it.
 *
 * @param file of the check, with the place of the example in it
 */
record Example(Expected expected, String text, String file, int line) {

    enum Expected {
        PASSES,
        FAILS,
        MANUAL,
        SKIPS
    }
}
