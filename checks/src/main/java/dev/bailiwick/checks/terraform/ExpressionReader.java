package dev.bailiwick.checks.terraform;

import dev.bailiwick.checks.resource.UnreadableException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads expressions, whose ends of lines count for nothing within parentheses and brackets. */
final class ExpressionReader {

    private static final int DEPTH = 100;

    /** From what binds least to what binds most; of each row, what begins alike longest first. */
    private static final List<List<String>> OPERATORS =
            List.of(
                    List.of("||"),
                    List.of("&&"),
                    List.of("==", "!="),
                    List.of("<=", ">=", "<", ">"),
                    List.of("+", "-"),
                    List.of("*", "/", "%"));

    private final Characters from;
    private final Budget budget;
    private final TemplateReader templates;

    /** How many brackets are open, in which lines may end anywhere. */
    private int open;

    private int depth;

    ExpressionReader(Characters from, Budget budget) {
        this(from, budget, 0);
    }

    private ExpressionReader(Characters from, Budget budget, int depth) {
        this.from = from;
        this.budget = budget;
        this.depth = depth;
        this.templates = new TemplateReader(from, this, budget);
    }

    Expression read() throws UnreadableException {
        if (++depth > DEPTH) {
            throw from.unreadable("expressions deeper than " + DEPTH);
        }
        Expression condition = binary(0);
        blanks();
        if (from.peek() == '?') {
            from.next();
            blanks();
            Expression then = read();
            blanks();
            from.expect(":");
            blanks();
            condition = new Expression.Conditional(condition, then, read());
        }
        depth--;
        return condition;
    }

    /** As {@link #read}, where lines may end anywhere. */
    Expression readWithin() throws UnreadableException {
        open++;
        blanks();
        Expression inner = read();
        blanks();
        open--;
        return inner;
    }

    /** For a text within an expression of this one. */
    ExpressionReader within(Characters text) throws UnreadableException {
        if (depth >= DEPTH) {
            throw from.unreadable("expressions deeper than " + DEPTH);
        }
        return new ExpressionReader(text, budget, depth + 1);
    }

    Expression quoted() throws UnreadableException {
        return templates.quoted();
    }

    private void blanks() throws UnreadableException {
        from.blanks(open > 0);
    }

    /**
     * Of operators that bind at least so much: one call for all rows of them, since each takes
     * stack wherever brackets are in brackets.
     */
    private Expression binary(int least) throws UnreadableException {
        Expression left = unary();
        int[] operators = new int[OPERATORS.size()];
        for (int row = row(); row >= least; row = row()) {
            if (++operators[row] > DEPTH) {
                throw from.unreadable("more than " + DEPTH + " operators in a row");
            }
            Arrays.fill(operators, row + 1, operators.length, 0);
            String operator = operator(row);
            from.skip(operator.length());
            blanks();
            left = new Expression.Binary(operator, left, binary(row + 1));
        }
        return left;
    }

    /** Of the operator that is next; -1 if none is. */
    private int row() throws UnreadableException {
        blanks();
        int row = OPERATORS.size() - 1;
        while (row >= 0 && operator(row).isEmpty()) {
            row--;
        }
        return row;
    }

    private String operator(int row) {
        for (String operator : OPERATORS.get(row)) {
            // a comment begins with a slash, too, but blanks() has passed it
            if (from.sees(operator)) {
                return operator;
            }
        }
        return "";
    }

    private Expression unary() throws UnreadableException {
        budget.part(from);
        if (++depth > DEPTH) {
            throw from.unreadable("expressions deeper than " + DEPTH);
        }
        try {
            if (from.peek() == '!' || from.peek() == '-') {
                String operator = String.valueOf(from.next());
                blanks();
                return new Expression.Unary(operator, unary());
            }
            return steps(primary());
        } finally {
            depth--;
        }
    }

    private Expression primary() throws UnreadableException {
        char first = from.peek();
        if (first == '"') {
            return templates.quoted();
        }
        if (from.sees("<<")) {
            return templates.heredoc();
        }
        if (first >= '0' && first <= '9') {
            return number();
        }
        if (first == '(') {
            from.next();
            Expression inner = readWithin();
            from.expect(")");
            return inner;
        }
        if (first == '[') {
            return tuple();
        }
        if (first == '{') {
            return mapping();
        }
        return named(from.identifier());
    }

    private Expression named(String name) throws UnreadableException {
        return switch (name) {
            case "true", "false" -> new Expression.Literal(Boolean.valueOf(name));
            case "null" -> new Expression.Nothing();
            default -> called(name);
        };
    }

    /** Functions of providers are written {@code provider::name::function}. */
    private Expression called(String name) throws UnreadableException {
        var called = new StringBuilder(name);
        while (from.take("::")) {
            called.append("::").append(from.identifier());
        }
        return from.peek() == '('
                ? new Expression.Call(called.toString(), arguments())
                : new Expression.Name(name);
    }

    private Expression number() throws UnreadableException {
        var digits = new StringBuilder();
        while (Character.isDigit(from.peek())
                || (from.peek() == '.' && Character.isDigit(from.peek(1)))
                || (isExponent(from.peek())
                        && (Character.isDigit(from.peek(1)) || Character.isDigit(from.peek(2))))) {
            char digit = from.next();
            digits.append(digit);
            if (isExponent(digit) && !Character.isDigit(from.peek())) {
                digits.append(from.next());
            }
        }
        return new Expression.Literal(Numbers.parse(digits.toString(), from));
    }

    private static boolean isExponent(char digit) {
        return digit == 'e' || digit == 'E';
    }

    private List<Expression> arguments() throws UnreadableException {
        from.expect("(");
        List<Expression> arguments = items(')');
        from.expect(")");
        return arguments;
    }

    private Expression tuple() throws UnreadableException {
        from.expect("[");
        if (atLoop()) {
            Expression loop = loop();
            from.expect("]");
            return loop;
        }
        List<Expression> items = items(']');
        from.expect("]");
        return new Expression.Tuple(items);
    }

    private List<Expression> items(char end) throws UnreadableException {
        open++;
        var items = new ArrayList<Expression>();
        blanks();
        while (from.peek() != end) {
            Expression item = read();
            blanks();
            if (from.take("...")) {
                item = new Expression.Opaque("...", List.of(item));
                blanks();
            }
            items.add(item);
            if (from.peek() != end) {
                from.expect(",");
                blanks();
            }
        }
        open--;
        return List.copyOf(items);
    }

    private Expression mapping() throws UnreadableException {
        int line = from.line();
        from.expect("{");
        if (atLoop()) {
            Expression loop = loop();
            from.expect("}");
            return loop;
        }
        int outside = open;
        open = 0;
        var pairs = new ArrayList<Expression.Pair>();
        from.blanks(true);
        while (from.peek() != '}') {
            pairs.add(pair());
            blanks();
            if (from.peek() != '\n' && from.peek() != '}') {
                from.expect(",");
            }
            from.blanks(true);
        }
        from.expect("}");
        open = outside;
        return new Expression.Mapping(line, List.copyOf(pairs));
    }

    private Expression.Pair pair() throws UnreadableException {
        Expression key = read();
        if (key instanceof Expression.Name name) {
            key = new Expression.Literal(name.name());
        }
        blanks();
        if (!from.take("=")) {
            from.expect(":");
        }
        blanks();
        return new Expression.Pair(key, read());
    }

    private boolean atLoop() throws UnreadableException {
        from.blanks(true);
        return from.sees("for") && Character.isWhitespace(from.peek(3));
    }

    private Expression loop() throws UnreadableException {
        open++;
        from.expect("for");
        var inside = new ArrayList<Expression>();
        do {
            blanks();
            from.identifier();
            blanks();
        } while (from.take(","));
        from.expect("in");
        inside.add(readWithin());
        from.expect(":");
        inside.add(readWithin());
        if (from.take("=>")) {
            inside.add(readWithin());
        }
        from.take("...");
        blanks();
        if (from.take("if")) {
            inside.add(readWithin());
        }
        open--;
        return new Expression.Opaque("for", List.copyOf(inside));
    }

    private Expression steps(Expression start) throws UnreadableException {
        Expression reached = start;
        int steps = 0;
        while (from.peek() == '[' || (from.peek() == '.' && from.peek(1) != '.')) {
            if (++steps > DEPTH) {
                throw from.unreadable("more than " + DEPTH + " steps in a row");
            }
            budget.part(from);
            reached = from.next() == '[' ? index(reached) : member(reached);
        }
        return reached;
    }

    private Expression index(Expression of) throws UnreadableException {
        if (from.take("*]")) {
            return new Expression.Opaque("[*]", List.of(of));
        }
        Expression key = readWithin();
        from.expect("]");
        return new Expression.Index(of, key);
    }

    private Expression member(Expression of) throws UnreadableException {
        if (from.take("*")) {
            return new Expression.Opaque(".*", List.of(of));
        }
        if (Character.isDigit(from.peek())) {
            return new Expression.Index(of, number());
        }
        return new Expression.Member(of, from.identifier());
    }
}
