package dev.bailiwick.checks.terraform;

import java.util.List;

/** What stands behind an equals sign, as it is written. */
sealed interface Expression {

    /** A text, a boolean, a {@link Long} or a {@link Double}. */
    record Literal(Object value) implements Expression {}

    record Nothing() implements Expression {}

    record Template(List<Expression> parts) implements Expression {}

    /**
     * A text of its own lines.
     *
     * @param line of the first of them
     */
    record Heredoc(int line, Expression text) implements Expression {}

    /** Where a reference begins, as {@code var}. */
    record Name(String name) implements Expression {}

    record Member(Expression of, String name) implements Expression {}

    record Index(Expression of, Expression key) implements Expression {}

    record Call(String function, List<Expression> arguments) implements Expression {}

    record Tuple(List<Expression> items) implements Expression {}

    record Mapping(int line, List<Pair> pairs) implements Expression {}

    record Pair(Expression key, Expression value) {}

    record Unary(String operator, Expression operand) implements Expression {}

    record Binary(String operator, Expression left, Expression right) implements Expression {}

    record Conditional(Expression condition, Expression then, Expression otherwise)
            implements Expression {}

    /** Understood as far as what it refers to: loops, splats, directives in a text. */
    record Opaque(String what, List<Expression> inside) implements Expression {}
}
