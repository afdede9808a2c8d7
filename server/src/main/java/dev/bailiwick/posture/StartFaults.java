package dev.bailiwick.posture;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.core.WallException;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Turns what stopped a start into the line that is printed for it. */
final class StartFaults implements SpringBootExceptionReporter {

    /**
     * The expected failure behind {@code failure}, else {@code failure} itself.
     *
     * @param failure as Spring throws it, wrapped a few times
     */
    static RuntimeException explain(RuntimeException failure) {
        return expected(failure).map(RuntimeException.class::cast).orElse(failure);
    }

    /** Keeps Spring from printing a stack trace for what {@link #explain} says in one line. */
    @Override
    public boolean reportException(Throwable failure) {
        return expected(failure).isPresent();
    }

    private static Optional<CommandException> expected(Throwable failure) {
        @Nullable Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; depth++, cause = cause.getCause()) {
            CommandException line = line(cause);
            if (line != null) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    private static @Nullable CommandException line(Throwable cause) {
        return switch (cause) {
            case CommandException expected -> expected;
            case WallException wall -> CommandException.failed(String.valueOf(wall.getMessage()));
            case PortInUseException port ->
                    CommandException.couldNot(
                            "Port %d is taken; choose another with --port."
                                    .formatted(port.getPort()));
            case BindException bind when !(root(bind) instanceof CommandException) ->
                    CommandException.couldNot(
                            "The setting %s is wrong: %s".formatted(bind.getName(), reason(bind)));
            default -> null;
        };
    }

    /** What the outermost of ours says: the cause that it may have knows less. */
    private static String reason(BindException bind) {
        Throwable said = bind;
        while (said.getCause() != null && !(said instanceof IllegalArgumentException)) {
            said = said.getCause();
            if (said instanceof ConversionFailedException conversion) {
                return "'%s' is no %s."
                        .formatted(conversion.getValue(), wanted(conversion.getTargetType()));
            }
        }
        return String.valueOf(said.getMessage());
    }

    /** What a value must be, in words of whoever writes settings. */
    private static String wanted(TypeDescriptor type) {
        Class<?> wanted = type.getObjectType();
        if (wanted.isEnum()) {
            return "word of these: "
                    + Arrays.stream(wanted.getEnumConstants())
                            .map(each -> ((Enum<?>) each).name().toLowerCase(Locale.ROOT))
                            .map(name -> name.replace('_', '-'))
                            .collect(Collectors.joining(", "));
        }
        if (wanted == Duration.class) {
            return "duration, as 500ms, 30s, 5m, 2h or 7d";
        }
        if (wanted == DataSize.class) {
            return "size, as 512KB, 10MB or 1GB";
        }
        if (wanted == Double.class) {
            return "number";
        }
        if (Number.class.isAssignableFrom(wanted)) {
            return "whole number within its bounds";
        }
        return wanted == Boolean.class ? "true or false" : wanted.getSimpleName();
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
