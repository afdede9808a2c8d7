package dev.bailiwick.checks;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Unresolved;
import dev.bailiwick.checks.resource.UnresolvedException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelErrorCode;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelVariableResolver;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One expression of a check, compiled; safe for use by many threads. */
final class Expression {

    private final CelRuntime.Program program;

    private Expression(CelRuntime.Program program) {
        this.program = program;
    }

    /**
     * @param faults takes what is wrong, with the place in the expression
     */
    static @Nullable Expression compile(String text, CelType expected, Consumer<CelIssue> faults) {
        CelValidationResult result = Environment.COMPILER.compile(text);
        if (result.hasError()) {
            result.getErrors().forEach(faults);
            return null;
        }
        try {
            CelAbstractSyntaxTree tree = result.getAst();
            CelType type = tree.getResultType();
            boolean fits =
                    type.equals(expected)
                            || type.equals(SimpleType.DYN)
                            || (expected instanceof ListType && type instanceof ListType);
            if (!fits) {
                faults.accept(
                        CelIssue.formatError(
                                1, 0, "expected " + expected.name() + ", is " + type.name()));
                return null;
            }
            return new Expression(Environment.RUNTIME.createProgram(tree));
        } catch (CelValidationException | CelEvaluationException e) {
            faults.accept(CelIssue.formatError(1, 0, String.valueOf(e.getMessage())));
            return null;
        }
    }

    /**
     * @param names values, which may be {@link Unresolved}
     */
    boolean truth(Map<String, Object> names, Meter meter) throws UndecidedException {
        Object value = value(names, meter);
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw new UndecidedException("it gives no truth value");
    }

    /** Those of a list that are not known are {@link Unresolved}. */
    List<Object> list(Map<String, Object> names, Meter meter) throws UndecidedException {
        Object value = value(names, meter);
        if (!(value instanceof List<?> list)) {
            throw new UndecidedException("it gives no list");
        }
        if (list instanceof Elements elements) {
            return elements.peek();
        }
        try {
            return new ArrayList<>(list);
        } catch (UnresolvedException e) {
            throw undecided(e);
        }
    }

    private Object value(Map<String, Object> names, Meter meter) throws UndecidedException {
        try {
            CelVariableResolver known =
                    name -> Optional.ofNullable(Unresolved.known(names.get(name)));
            return program.trace(known, meter);
        } catch (CelEvaluationException e) {
            throw undecided(e);
        }
    }

    private static UndecidedException undecided(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedException || cause instanceof Meter.PassedException) {
                return new UndecidedException(String.valueOf(cause.getMessage()));
            }
        }
        return new UndecidedException(
                thrown instanceof CelEvaluationException failed
                                && failed.getErrorCode() == CelErrorCode.ATTRIBUTE_NOT_FOUND
                        ? firstLine(String.valueOf(thrown.getMessage()))
                        : "the expression does not fit what is written");
    }

    private static String firstLine(String message) {
        String line = message.lines().findFirst().orElse("");
        return line.length() > 300 ? line.substring(0, 300) + "…" : line;
    }
}
