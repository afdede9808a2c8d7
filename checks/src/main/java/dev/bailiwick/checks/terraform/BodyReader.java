package dev.bailiwick.checks.terraform;

import dev.bailiwick.checks.resource.UnreadableException;

import java.util.ArrayList;
import java.util.List;

/** Reads attributes and blocks. */
final class BodyReader {

    private static final int DEPTH = 40;

    private final Characters from;
    private final Budget budget;
    private final ExpressionReader expressions;

    private BodyReader(Characters from, Budget budget) {
        this.from = from;
        this.budget = budget;
        this.expressions = new ExpressionReader(from, budget);
    }

    static Body read(String text, Budget budget) throws UnreadableException {
        var from = new Characters(text.startsWith("\uFEFF") ? text.substring(1) : text, 1);
        var reader = new BodyReader(from, budget);
        Body body = reader.body(0);
        if (!from.atEnd()) {
            throw from.unreadable("expected an attribute or a block");
        }
        return body;
    }

    private Body body(int depth) throws UnreadableException {
        if (depth > DEPTH) {
            throw from.unreadable("blocks deeper than " + DEPTH);
        }
        var attributes = new ArrayList<Body.Attribute>();
        var blocks = new ArrayList<Body.Block>();
        from.blanks(true);
        while (!from.atEnd() && from.peek() != '}') {
            int line = from.line();
            String name = from.identifier();
            from.blanks(false);
            if (from.peek() == '=' && from.peek(1) != '=') {
                from.next();
                from.blanks(false);
                attributes.add(new Body.Attribute(name, expressions.read(), line));
            } else {
                blocks.add(block(name, line, depth));
            }
            endOfItem();
        }
        return new Body(List.copyOf(attributes), List.copyOf(blocks));
    }

    private Body.Block block(String type, int line, int depth) throws UnreadableException {
        var labels = new ArrayList<String>();
        // for its lists, and for itself
        budget.part(from);
        budget.part(from);
        while (from.peek() != '{') {
            budget.part(from);
            if (from.peek() == '"') {
                if (!(expressions.quoted() instanceof Expression.Literal label)) {
                    throw from.unreadable("expected a label without interpolation");
                }
                labels.add(label.value().toString());
            } else {
                labels.add(from.identifier());
            }
            from.blanks(false);
        }
        from.expect("{");
        Body body = body(depth + 1);
        from.expect("}");
        return new Body.Block(type, List.copyOf(labels), body, line);
    }

    private void endOfItem() throws UnreadableException {
        from.blanks(false);
        if (!from.atEnd() && from.peek() != '\n' && from.peek() != '}') {
            throw from.unreadable("expected the end of the line");
        }
        from.blanks(true);
    }
}
