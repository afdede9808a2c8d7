package dev.bailiwick.checks.terraform;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Extent;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.UnreadableException;
import dev.bailiwick.checks.resource.Unresolved;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Works out expressions of one module: a value, null as Terraform has it, or {@link Unresolved}.
 * Each variable and each local is worked out once, so that the time taken grows with the text and
 * no faster.
 */
final class Evaluation {

    static final int DEPTH = 120;
    static final int TEXT = 128 * 1024;

    /** Of one value, as many as of a file of another format. */
    private static final int VALUES = 200_000;

    /** In a text, what is not known. */
    static final String SOMETHING = "${}";

    private static final Unresolved NOT_COUNTED = new Unresolved("how many there are");

    /** Functions that look at what is in a map, and not at the map. */
    private static final Set<String> COUNTING = Set.of("length", "merge");

    private final Map<String, Expression> named;
    private final Budget budget;
    private final Map<String, @Nullable Object> known = new HashMap<>();
    private final Set<String> begun = new HashSet<>();

    /**
     * Maps of which something is null: it is not in them, and Terraform counts it all the same. And
     * what is a text for Terraform.
     */
    private final Set<Object> uncounted = Collections.newSetFromMap(new IdentityHashMap<>());

    private int depth;

    /**
     * @param named variables and locals, as {@code var.region}
     */
    Evaluation(Map<String, Expression> named, Budget budget) {
        this.named = named;
        this.budget = budget;
    }

    /**
     * @param iterators values of the names that a surrounding block binds
     * @throws UnreadableException if the module takes more than it may
     */
    @Nullable Object of(Expression expression, Map<String, Object> iterators)
            throws UnreadableException {
        budget.step();
        if (depth >= DEPTH) {
            return Unresolved.TOO_DEEP;
        }
        depth++;
        try {
            return bounded(worked(expression, iterators));
        } finally {
            depth--;
        }
    }

    private static @Nullable Object bounded(@Nullable Object value) {
        if ((value instanceof String text && text.length() > TEXT)
                || (value instanceof Unresolved part && part.written().length() > TEXT)) {
            return Unresolved.TOO_LONG;
        }
        if (Extent.depth(value) > DEPTH) {
            return Unresolved.TOO_DEEP;
        }
        return Extent.values(value) > VALUES ? Unresolved.TOO_LARGE : value;
    }

    private @Nullable Object worked(Expression expression, Map<String, Object> iterators)
            throws UnreadableException {
        return switch (expression) {
            case Expression.Literal literal -> literal.value();
            case Expression.Nothing _ -> null;
            case Expression.Template template -> template(template, iterators);
            case Expression.Heredoc heredoc -> of(heredoc.text(), iterators);
            case Expression.Name name -> name(name, iterators);
            case Expression.Member member -> member(member, iterators);
            case Expression.Index index -> index(index, iterators);
            case Expression.Call call -> call(call, iterators);
            case Expression.Tuple tuple -> list(tuple.items(), iterators);
            case Expression.Mapping mapping -> mapping(mapping, iterators);
            case Expression.Unary unary ->
                    Operators.unary(unary.operator(), of(unary.operand(), iterators));
            case Expression.Binary binary -> binary(binary, iterators);
            case Expression.Conditional choice -> choice(choice, iterators);
            case Expression.Opaque opaque -> unknown(opaque);
        };
    }

    private Object template(Expression.Template template, Map<String, Object> iterators)
            throws UnreadableException {
        var text = new StringBuilder();
        String unknown = null;
        for (Expression part : template.parts()) {
            Object value = of(part, iterators);
            if (text.length() > TEXT) {
                return Unresolved.TOO_LONG;
            }
            if (value instanceof Unresolved what) {
                unknown = unknown == null ? what.what() : unknown;
                text.append(what.written().isEmpty() ? SOMETHING : what.written());
            } else if (Operators.isWritten(value)) {
                text.append(value);
            } else {
                unknown = unknown == null ? "a text that is not worked out" : unknown;
                text.append(SOMETHING);
            }
        }
        String whole = text.toString();
        budget.text(whole);
        if (whole.length() > TEXT) {
            return Unresolved.TOO_LONG;
        }
        return unknown == null
                ? whole
                : new Unresolved(unknown, whole.replace(SOMETHING, "").isBlank() ? "" : whole);
    }

    private @Nullable Object name(Expression.Name name, Map<String, Object> iterators) {
        Object bound = iterators.get(name.name());
        return bound != null ? bound : new Unresolved(name.name());
    }

    private @Nullable Object member(Expression.Member member, Map<String, Object> iterators)
            throws UnreadableException {
        if (member.of() instanceof Expression.Name root && !iterators.containsKey(root.name())) {
            return switch (root.name()) {
                case "var", "local" -> named(root.name() + "." + member.name());
                default -> unknown(member);
            };
        }
        return element(of(member.of(), iterators), member.name(), member);
    }

    private @Nullable Object index(Expression.Index index, Map<String, Object> iterators)
            throws UnreadableException {
        Object key = of(index.key(), iterators);
        return key instanceof Unresolved ? key : element(of(index.of(), iterators), key, index);
    }

    private @Nullable Object element(@Nullable Object of, @Nullable Object key, Expression whole)
            throws UnreadableException {
        if (of instanceof Fields fields && key instanceof String name && fields.containsKey(name)) {
            return fields.peek(name);
        }
        if (of instanceof Elements elements
                && key instanceof Long at
                && at >= 0
                && at < elements.size()) {
            return elements.peek().get(at.intValue());
        }
        return unknown(whole);
    }

    private Unresolved unknown(Expression expression) throws UnreadableException {
        String described = References.describe(expression);
        budget.text(described);
        return new Unresolved(described);
    }

    /** For what asks how many there are: not known where some are not kept. */
    @Nullable Object counted(@Nullable Object value) {
        return value != null && uncounted.contains(value) ? NOT_COUNTED : value;
    }

    private @Nullable Object call(Expression.Call call, Map<String, Object> iterators)
            throws UnreadableException {
        var arguments = new ArrayList<@Nullable Object>();
        for (Expression argument : call.arguments()) {
            Object value = of(argument, iterators);
            arguments.add(COUNTING.contains(call.function()) ? counted(value) : value);
            budget.looked(value);
        }
        Object result = Functions.call(call.function(), arguments);
        budget.made(result);
        if (result instanceof Unresolved part && !arguments.contains(part)) {
            budget.text(part.written());
        }
        if (call.function().equals("jsonencode")) {
            keptApart(result);
        }
        return result;
    }

    private void keptApart(@Nullable Object value) throws UnreadableException {
        if (value instanceof Fields || value instanceof Elements) {
            budget.name("");
            uncounted.add(value);
        }
    }

    private Elements list(List<Expression> items, Map<String, Object> iterators)
            throws UnreadableException {
        var values = new ArrayList<Object>();
        for (Expression item : items) {
            Object value = of(item, iterators);
            values.add(value == null ? new Unresolved("null") : value);
        }
        Elements elements = Elements.of(values);
        budget.made(elements);
        return elements;
    }

    private Object mapping(Expression.Mapping mapping, Map<String, Object> iterators)
            throws UnreadableException {
        boolean whole = true;
        var values = new LinkedHashMap<String, Object>();
        for (Expression.Pair pair : mapping.pairs()) {
            Object key = of(pair.key(), iterators);
            if (!Operators.isWritten(key)) {
                return new Unresolved("a map with a key that is not known");
            }
            Object value = of(pair.value(), iterators);
            if (value != null) {
                values.put(String.valueOf(key), value);
            } else {
                whole = false;
                values.remove(String.valueOf(key));
            }
        }
        Fields fields = Fields.of(mapping.line(), values);
        budget.made(fields);
        if (!whole) {
            keptApart(fields);
        }
        return fields;
    }

    private Object binary(Expression.Binary binary, Map<String, Object> iterators)
            throws UnreadableException {
        return Operators.binary(
                binary.operator(), of(binary.left(), iterators), of(binary.right(), iterators));
    }

    private @Nullable Object choice(Expression.Conditional choice, Map<String, Object> iterators)
            throws UnreadableException {
        Object condition = of(choice.condition(), iterators);
        if (condition instanceof Boolean yes) {
            return of(yes ? choice.then() : choice.otherwise(), iterators);
        }
        String what = condition instanceof Unresolved unknown ? unknown.what() : "a condition";
        String then = written(of(choice.then(), iterators));
        String otherwise = written(of(choice.otherwise(), iterators));
        if (then.length() + otherwise.length() > TEXT) {
            return new Unresolved(what);
        }
        String either =
                then.isEmpty() || otherwise.isEmpty() ? then + otherwise : then + "\n" + otherwise;
        budget.text(either);
        return new Unresolved(what, either);
    }

    private static String written(@Nullable Object value) {
        return switch (value) {
            case String text -> text;
            case Unresolved part -> part.written();
            case null, default -> "";
        };
    }

    /**
     * What the module calls so, worked out once; what leads to itself is not known. All that it is
     * made of is worked out before it and not within it, so that it is the same however deep the
     * first stands who asks for it.
     */
    private @Nullable Object named(String name) throws UnreadableException {
        var open = new ArrayDeque<Open>();
        begin(name, open);
        while (!open.isEmpty()) {
            Open last = open.element();
            if (last.parts().hasNext()) {
                begin(last.parts().next(), open);
            } else {
                known.put(last.name(), of(last.expression(), Map.of()));
                open.pop();
            }
        }
        if (known.containsKey(name)) {
            return known.get(name);
        }
        budget.text(name);
        return new Unresolved(name);
    }

    private void begin(String name, Deque<Open> open) throws UnreadableException {
        budget.name(name);
        Expression expression = named.get(name);
        if (expression != null && begun.add(name)) {
            open.push(new Open(name, expression, References.named(expression).iterator()));
        }
    }

    /**
     * A name that is being worked out.
     *
     * @param parts what it is made of and has not been looked at
     */
    private record Open(String name, Expression expression, Iterator<String> parts) {}
}
