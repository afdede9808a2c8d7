package dev.bailiwick.checks.terraform;

import dev.bailiwick.checks.resource.Unresolved;

import org.jspecify.annotations.Nullable;

/** Terraform's operators over known values; whatever does not fit is not worked out. */
final class Operators {

    private Operators() {}

    static boolean isScalar(@Nullable Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean;
    }

    /** With a point it may be written in another way than here. */
    static boolean isWritten(@Nullable Object value) {
        return isScalar(value) && !(value instanceof Double);
    }

    /** So large that one more is another number, and no larger. */
    private static final long EXACT = 1L << 53;

    static Object unary(String operator, @Nullable Object operand) {
        if (operand instanceof Unresolved) {
            return operand;
        }
        if (operator.equals("!") && operand instanceof Boolean truth) {
            return !truth;
        }
        if (operator.equals("-") && operand instanceof Long number) {
            return -number;
        }
        if (operator.equals("-") && operand instanceof Double number) {
            return -number;
        }
        return new Unresolved(operator);
    }

    static Object binary(String operator, @Nullable Object left, @Nullable Object right) {
        if (operator.equals("&&") || operator.equals("||")) {
            return logical(operator.equals("||"), left, right);
        }
        if (left instanceof Unresolved) {
            return left;
        }
        if (right instanceof Unresolved) {
            return right;
        }
        if (operator.equals("==") || operator.equals("!=")) {
            return equality(operator.equals("=="), left, right);
        }
        if (left instanceof Long a && right instanceof Long b && isExact(a) && isExact(b)) {
            return arithmetic(operator, a.doubleValue(), b.doubleValue());
        }
        return new Unresolved(operator);
    }

    /** The value that decides alone does so, whatever the other is. */
    private static Object logical(boolean deciding, @Nullable Object left, @Nullable Object right) {
        if (Boolean.valueOf(deciding).equals(left) || Boolean.valueOf(deciding).equals(right)) {
            return deciding;
        }
        if (left instanceof Boolean && right instanceof Boolean) {
            return !deciding;
        }
        return left instanceof Unresolved ? left : new Unresolved("a condition");
    }

    private static Object equality(boolean equal, @Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return (left == null && right == null) == equal;
        }
        if (!isScalar(left) || !isScalar(right)) {
            return new Unresolved("==");
        }
        if (left instanceof Number
                && right instanceof Number
                && !(isExact(left) && isExact(right))) {
            return new Unresolved("==");
        }
        return left.equals(right) == equal;
    }

    /** Terraform counts more exactly than this machine does: what may differ is not known. */
    private static boolean isExact(@Nullable Object value) {
        return value instanceof Long number && Math.abs(number) <= EXACT;
    }

    private static Object arithmetic(String operator, double a, double b) {
        return switch (operator) {
            case "<" -> a < b;
            case ">" -> a > b;
            case "<=" -> a <= b;
            case ">=" -> a >= b;
            case "+" -> Numbers.of(a + b);
            case "-" -> Numbers.of(a - b);
            case "*" -> Numbers.of(a * b);
            case "/" -> a % b == 0 ? Numbers.of(a / b) : new Unresolved(operator);
            case "%" -> b == 0 ? new Unresolved(operator) : Numbers.of(a % b);
            default -> new Unresolved(operator);
        };
    }
}
