package dev.bailiwick.checks.terraform;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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

    private final Set<String> found = new LinkedHashSet<>();

    private References() {}

    /** Addresses as {@code aws_s3_bucket.logs} and {@code data.aws_iam_policy_document.all}. */
    static Set<String> of(Body body) {
        var references = new References();
        references.read(body);
        return references.found;
    }

    private void read(Body body) {
        body.attributes().forEach(attribute -> read(attribute.value()));
        body.blocks().forEach(block -> read(block.body()));
    }

    private void read(Expression expression) {
        switch (expression) {
            case Expression.Literal _, Expression.Nothing _, Expression.Name _ -> {}
            case Expression.Template template -> template.parts().forEach(this::read);
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
                if (!NO_RESOURCES.contains(root.name()) && !root.name().equals("data")) {
                    found.add(root.name() + "." + member.name());
                }
            }
            case Expression.Member(Expression.Name(String root), String type)
                    when root.equals("data") ->
                    found.add("data." + type + "." + member.name());
            default -> read(member.of());
        }
    }

    /** As it is written, shortened. */
    static String describe(Expression expression) {
        return switch (expression) {
            case Expression.Name name -> name.name();
            case Expression.Member member -> describe(member.of()) + "." + member.name();
            case Expression.Index index -> describe(index.of()) + "[…]";
            case Expression.Call call -> call.function() + "()";
            case Expression.Opaque(String what, List<Expression> inside) ->
                    what.equals("for") || inside.isEmpty()
                            ? "a " + what + " expression"
                            : describe(inside.getFirst()) + what;
            default -> "an expression";
        };
    }
}
