package dev.bailiwick.checks.resource;

import org.jspecify.annotations.Nullable;

import java.util.Collection;

/**
 * How much there is within a value, each part counted as often as it is named: a few parts that
 * name each other take no room, and all the time there is once somebody walks through them.
 */
public final class Extent {

    private Extent() {}

    /** Values within {@code value}, itself included; the largest number there is, if more. */
    public static int values(@Nullable Object value) {
        return switch (value) {
            case Fields fields -> fields.all();
            case Elements elements -> elements.all();
            case null, default -> 1;
        };
    }

    /** How deep values stand within each other: 0 where there are none. */
    public static int depth(@Nullable Object value) {
        return switch (value) {
            case Fields fields -> fields.depth();
            case Elements elements -> elements.depth();
            case null, default -> 0;
        };
    }

    static int together(Collection<?> parts) {
        long all = 1;
        for (Object part : parts) {
            all += values(part);
        }
        return (int) Math.min(all, Integer.MAX_VALUE);
    }

    static int deepest(Collection<?> parts) {
        int deepest = 0;
        for (Object part : parts) {
            deepest = Math.max(deepest, depth(part));
        }
        return deepest + 1;
    }
}
