package dev.bailiwick.checks.terraform;

import dev.bailiwick.checks.resource.UnreadableException;

import java.util.ArrayList;
import java.util.List;

/** Reads texts in quotes and here-documents, with what is interpolated into them. */
final class TemplateReader {

    private final Characters from;
    private final ExpressionReader expressions;
    private final Budget budget;

    TemplateReader(Characters from, ExpressionReader expressions, Budget budget) {
        this.from = from;
        this.expressions = expressions;
        this.budget = budget;
    }

    Expression quoted() throws UnreadableException {
        from.expect("\"");
        var parts = new Parts();
        while (from.peek() != '"') {
            if (from.atEnd() || from.peek() == '\n') {
                throw from.unreadable("a text that does not end");
            }
            if (from.peek() == '\\') {
                escape(parts);
            } else {
                part(parts);
            }
        }
        from.expect("\"");
        return parts.done();
    }

    Expression heredoc() throws UnreadableException {
        from.expect("<<");
        boolean indented = from.take("-");
        String marker = from.identifier();
        from.blanks(false);
        from.expect("\n");
        int line = from.line();
        var lines = new ArrayList<String>();
        while (true) {
            if (from.atEnd()) {
                throw new UnreadableException(line, "a text that does not end with " + marker);
            }
            String next = from.restOfLine();
            if (next.strip().equals(marker)) {
                break;
            }
            budget.part(from);
            budget.copy(from, next);
            lines.add(next.endsWith("\r") ? next.substring(0, next.length() - 1) : next);
            from.next();
        }
        String text = String.join("\n", lines);
        budget.part(from);
        String whole = lines.isEmpty() ? "" : (indented ? text.stripIndent() : text) + "\n";
        return new Expression.Heredoc(line, template(whole, line));
    }

    private Expression template(String text, int line) throws UnreadableException {
        var inner = new Characters(text, line);
        var reader = new TemplateReader(inner, expressions.within(inner), budget);
        var parts = new Parts();
        while (!inner.atEnd()) {
            reader.part(parts);
        }
        return parts.done();
    }

    private void part(Parts parts) throws UnreadableException {
        if (from.take("$${")) {
            parts.add("${");
        } else if (from.take("%%{")) {
            parts.add("%{");
        } else if (from.take("${")) {
            boolean strips = from.take("~");
            budget.part(from);
            Expression within = expressions.readWithin();
            strips |= from.take("~");
            from.expect("}");
            // what it takes away around itself is not worked out
            parts.add(strips ? new Expression.Opaque("", List.of(within)) : within);
        } else if (from.take("%{")) {
            directive(parts);
        } else {
            parts.add(String.valueOf(from.next()));
        }
    }

    /** What a directive leaves in the text is not worked out. */
    private void directive(Parts parts) throws UnreadableException {
        boolean quoted = false;
        while (quoted || from.peek() != '}') {
            if (from.atEnd() || from.peek() == '\n') {
                throw from.unreadable("a directive that does not end");
            }
            quoted ^= from.next() == '"';
        }
        from.expect("}");
        budget.part(from);
        parts.add(new Expression.Opaque("%{}", List.of()));
    }

    private void escape(Parts parts) throws UnreadableException {
        from.expect("\\");
        char escaped = from.next();
        switch (escaped) {
            case 'n' -> parts.add("\n");
            case 't' -> parts.add("\t");
            case 'r' -> parts.add("\r");
            case '"', '\\' -> parts.add(String.valueOf(escaped));
            case 'u' -> parts.add(character(4));
            case 'U' -> parts.add(character(8));
            default -> throw from.unreadable("an escape that is none: \\" + escaped);
        }
    }

    private String character(int digits) throws UnreadableException {
        int code = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(from.next(), 16);
            if (digit < 0 || code > 0xFFFFFF) {
                throw from.unreadable("an escape that is none");
            }
            code = code * 16 + digit;
        }
        if (!Character.isValidCodePoint(code)) {
            throw from.unreadable("an escape that is none");
        }
        // half a letter is none, and Terraform keeps no half
        boolean half = code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE;
        return half ? "\uFFFD" : Character.toString(code);
    }

    private static final class Parts {

        private final List<Expression> done = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();

        void add(String more) {
            text.append(more);
        }

        void add(Expression interpolated) {
            flush();
            done.add(interpolated);
        }

        private void flush() {
            if (!text.isEmpty()) {
                done.add(new Expression.Literal(text.toString()));
                text.setLength(0);
            }
        }

        Expression done() {
            flush();
            if (done.isEmpty()) {
                return new Expression.Literal("");
            }
            return done.size() == 1 ? done.getFirst() : new Expression.Template(List.copyOf(done));
        }
    }
}
