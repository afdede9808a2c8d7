package dev.bailiwick.checks.terraform;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** To which resources of its module a text points. */
final class References {

    private static final Set<String> NO_RESOURCES =
            Set.of(
                    "var",
                    "local",
                    "each",
                    "count",
                    "path",
                    "self",
                    "terraform",
                    "module",
                    "ephemeral");

    /** Deeper ones are left out: operators in a row make expressions deeper than brackets. */
    private static final int DEPTH = Evaluation.DEPTH;

    private static final int DESCRIBED = 20;

    private static final Set<String> NAMED = Set.of("var", "local");

    private final Predicate<String> roots;
    private final Set<String> found = new LinkedHashSet<>();
    private int depth;

    private References(Predicate<String> roots) {
        this.roots = roots;
    }

    /** Addresses as {@code aws_s3_bucket.logs} and {@code data.aws_iam_policy_document.all}. */
    static Set<String> of(Body body) {
        var references = new References(root -> !NO_RESOURCES.contains(root));
        references.read(body);
        return references.found;
    }

    /** Variables and locals, as {@code var.region}. */
    static Set<String> named(Expression expression) {
        var references = new References(NAMED::contains);
        references.read(expression);
        return references.found;
    }

    private void read(Body body) {
        body.attributes().forEach(attribute -> read(attribute.value()));
        body.blocks().forEach(block -> read(block.body()));
    }

    private void read(Expression expression) {
        if (depth < DEPTH) {
            depth++;
            parts(expression);
            depth--;
        }
    }

    private void parts(Expression expression) {
        switch (expression) {
            case Expression.Literal _, Expression.Nothing _, Expression.Name _ -> {}
            case Expression.Template template -> template.parts().forEach(this::read);
            case Expression.Heredoc heredoc -> read(heredoc.text());
            case Expression.Member member -> member(member);
            case Expression.Index index -> {
                read(index.of());
                read(index.key());
            }
            case Expression.Call call -> call.arguments().forEach(this::read);
            case Expression.Tuple tuple -> tuple.items().forEach(this::read);
            case Expression.Mapping mapping ->
                    mapping.pairs()
                            .forEach(
                                    pair -> {
                                        read(pair.key());
                                        read(pair.value());
                                    });
            case Expression.Unary unary -> read(unary.operand());
            case Expression.Binary binary -> {
                read(binary.left());
                read(binary.right());
            }
            case Expression.Conditional choice -> {
                read(choice.condition());
                read(choice.then());
                read(choice.otherwise());
            }
            case Expression.Opaque opaque -> opaque.inside().forEach(this::read);
        }
    }

    private void member(Expression.Member member) {
        switch (member.of()) {
            case Expression.Name root -> {
                if (roots.test(root.name()) && !root.name().equals("data")) {
                    found.add(root.name() + "." + member.name());
                }
            }
            case Expression.Member(Expression.Name(String root), String type)
                    when root.equals("data") && roots.test(root) ->
                    found.add("data." + type + "." + member.name());
            default -> read(member.of());
        }
    }

    /** As it is written, shortened. */
    static String describe(Expression expression) {
        return describe(expression, 0);
    }

    private static String describe(Expression expression, int steps) {
        if (steps > DESCRIBED) {
            return "…";
        }
        return switch (expression) {
            case Expression.Name name -> name.name();
            case Expression.Member member -> describe(member.of(), steps + 1) + "." + member.name();
            case Expression.Index index -> describe(index.of(), steps + 1) + "[…]";
            case Expression.Call call -> call.function() + "()";
            case Expression.Opaque(String what, List<Expression> inside) ->
                    what.equals("for") || inside.isEmpty()
                            ? "a " + what + " expression"
                            : describe(inside.getFirst(), steps + 1) + what;
            default -> "an expression";
        };
    }
}
