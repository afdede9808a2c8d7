package dev.bailiwick.checks.terraform;

import dev.bailiwick.checks.resource.Unresolved;

import org.jspecify.annotations.Nullable;

/** Terraform's operators over known values; whatever does not fit is not worked out. */
final class Operators {

    private Operators() {}

    static boolean isScalar(@Nullable Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean;
    }

    static Object unary(String operator, @Nullable Object operand) {
        if (operand instanceof Unresolved) {
            return operand;
        }
        if (operator.equals("!") && operand instanceof Boolean truth) {
            return !truth;
        }
        if (operator.equals("-") && operand instanceof Number number) {
            return Numbers.of(-number.doubleValue());
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
        if (left instanceof Number a && right instanceof Number b) {
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
        if (left instanceof Number a && right instanceof Number b) {
            return (a.doubleValue() == b.doubleValue()) == equal;
        }
        return left.equals(right) == equal;
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
            case "/" -> Numbers.of(a / b);
            case "%" -> Numbers.of(a % b);
            default -> new Unresolved(operator);
        };
    }
}
