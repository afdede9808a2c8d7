package dev.bailiwick.checks.terraform;

import dev.bailiwick.checks.resource.UnreadableException;

/** Whole numbers are {@link Long} as far as they fit, all others {@link Double}. */
final class Numbers {

    private Numbers() {}

    static Number parse(String digits, Characters from) throws UnreadableException {
        try {
            if (digits.length() < 19 && digits.chars().allMatch(Character::isDigit)) {
                return Long.parseLong(digits);
            }
            return Double.parseDouble(digits);
        } catch (NumberFormatException e) {
            throw from.unreadable("not a number: " + digits);
        }
    }

    static Number of(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? (Number) (long) value
                : (Number) value;
    }
}
