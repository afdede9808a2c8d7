package dev.bailiwick.checks.terraform;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Unresolved;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Works out expressions of one module: a value, null as Terraform has it, or {@link Unresolved}.
 * Each local is worked out once, so that the time taken grows with the text and no faster.
 */
final class Evaluation {

    private static final int DEPTH = 120;
    private static final int TEXT = 128 * 1024;

    private final Map<String, Expression> variables;
    private final Map<String, Expression> locals;
    private final Map<String, @Nullable Object> knownLocals = new HashMap<>();
    private final Set<String> openLocals = new HashSet<>();
    private int depth;

    Evaluation(Map<String, Expression> variables, Map<String, Expression> locals) {
        this.variables = variables;
        this.locals = locals;
    }

    /**
     * @param iterators values of the names that a surrounding block binds
     */
    @Nullable Object of(Expression expression, Map<String, Object> iterators) {
        if (depth >= DEPTH) {
            return new Unresolved("expressions nested too deep");
        }
        depth++;
        try {
            return worked(expression, iterators);
        } finally {
            depth--;
        }
    }

    private @Nullable Object worked(Expression expression, Map<String, Object> iterators) {
        return switch (expression) {
            case Expression.Literal literal -> literal.value();
            case Expression.Nothing _ -> null;
            case Expression.Template template -> template(template, iterators);
            case Expression.Name name -> name(name, iterators);
            case Expression.Member member -> member(member, iterators);
            case Expression.Index index -> index(index, iterators);
            case Expression.Call call -> call(call, iterators);
            case Expression.Tuple tuple -> Elements.of(list(tuple.items(), iterators));
            case Expression.Mapping mapping -> mapping(mapping, iterators);
            case Expression.Unary unary ->
                    Operators.unary(unary.operator(), of(unary.operand(), iterators));
            case Expression.Binary binary -> binary(binary, iterators);
            case Expression.Conditional choice -> choice(choice, iterators);
            case Expression.Opaque opaque -> new Unresolved(References.describe(opaque));
        };
    }

    private Object template(Expression.Template template, Map<String, Object> iterators) {
        var text = new StringBuilder();
        for (Expression part : template.parts()) {
            Object value = of(part, iterators);
            if (value instanceof Unresolved) {
                return value;
            }
            if (!Operators.isScalar(value) || text.length() > TEXT) {
                return new Unresolved("a text that is not worked out");
            }
            text.append(value);
        }
        return text.length() > TEXT ? new Unresolved("a text too long") : text.toString();
    }

    private @Nullable Object name(Expression.Name name, Map<String, Object> iterators) {
        Object bound = iterators.get(name.name());
        return bound != null ? bound : new Unresolved(name.name());
    }

    private @Nullable Object member(Expression.Member member, Map<String, Object> iterators) {
        if (member.of() instanceof Expression.Name root && !iterators.containsKey(root.name())) {
            return switch (root.name()) {
                case "var" -> variable(member.name());
                case "local" -> local(member.name());
                default -> new Unresolved(References.describe(member));
            };
        }
        return element(of(member.of(), iterators), member.name(), member);
    }

    private @Nullable Object index(Expression.Index index, Map<String, Object> iterators) {
        Object key = of(index.key(), iterators);
        return key instanceof Unresolved ? key : element(of(index.of(), iterators), key, index);
    }

    private static @Nullable Object element(
            @Nullable Object of, @Nullable Object key, Expression whole) {
        if (of instanceof Fields fields && key instanceof String name && fields.containsKey(name)) {
            return fields.peek(name);
        }
        if (of instanceof Elements elements
                && key instanceof Long at
                && at >= 0
                && at < elements.size()) {
            return elements.peek().get(at.intValue());
        }
        return new Unresolved(References.describe(whole));
    }

    private @Nullable Object variable(String name) {
        Expression value = variables.get(name);
        return value == null ? new Unresolved("var." + name) : of(value, Map.of());
    }

    private @Nullable Object local(String name) {
        Expression value = locals.get(name);
        if (value == null || openLocals.contains(name)) {
            return new Unresolved("local." + name);
        }
        if (!knownLocals.containsKey(name)) {
            openLocals.add(name);
            knownLocals.put(name, of(value, Map.of()));
            openLocals.remove(name);
        }
        return knownLocals.get(name);
    }

    private @Nullable Object call(Expression.Call call, Map<String, Object> iterators) {
        var arguments = new ArrayList<@Nullable Object>();
        for (Expression argument : call.arguments()) {
            arguments.add(of(argument, iterators));
        }
        return Functions.call(call.function(), arguments);
    }

    private List<Object> list(List<Expression> items, Map<String, Object> iterators) {
        var values = new ArrayList<Object>();
        for (Expression item : items) {
            Object value = of(item, iterators);
            values.add(value == null ? new Unresolved("null") : value);
        }
        return values;
    }

    private Object mapping(Expression.Mapping mapping, Map<String, Object> iterators) {
        var values = new LinkedHashMap<String, Object>();
        for (Expression.Pair pair : mapping.pairs()) {
            Object key = of(pair.key(), iterators);
            if (!Operators.isScalar(key)) {
                return new Unresolved("a map with a key that is not known");
            }
            Object value = of(pair.value(), iterators);
            if (value != null) {
                values.put(String.valueOf(key), value);
            }
        }
        return Fields.of(mapping.line(), values);
    }

    private Object binary(Expression.Binary binary, Map<String, Object> iterators) {
        return Operators.binary(
                binary.operator(), of(binary.left(), iterators), of(binary.right(), iterators));
    }

    private @Nullable Object choice(Expression.Conditional choice, Map<String, Object> iterators) {
        Object condition = of(choice.condition(), iterators);
        if (condition instanceof Boolean yes) {
            return of(yes ? choice.then() : choice.otherwise(), iterators);
        }
        return condition instanceof Unresolved ? condition : new Unresolved("a condition");
    }
}
