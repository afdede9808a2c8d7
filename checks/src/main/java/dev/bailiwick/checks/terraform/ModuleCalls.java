package dev.bailiwick.checks.terraform;

import dev.bailiwick.checks.resource.Source;
import dev.bailiwick.checks.resource.UnreadableException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * To which variables of which directories other directories of the same tree pass something. What
 * they pass is not kept: a directory may be called many times, each time with other values.
 */
public final class ModuleCalls {

    /** Kept beside all else that is read, and therefore little. */
    private static final int BYTES = 4 * 1024 * 1024;

    private static final int NAME = 128;

    private final Map<String, Set<String>> passed = new HashMap<>();
    private int kept;

    /**
     * Takes up the calls in {@code files}. One that cannot be read is left out: it will be told
     * when its resources are read.
     *
     * @param files of one directory, named from the root of the tree
     */
    public void add(List<Source> files) {
        var budget = new Budget();
        var calls = new HashMap<String, Call>();
        for (Source file : files) {
            if (!file.text().contains("module")) {
                continue;
            }
            int before = budget.kept();
            try {
                budget.file(file.text());
                add(BodyReader.read(file.text(), budget), calls);
            } catch (UnreadableException e) {
                budget.leave(before);
            }
        }
        String directory = files.isEmpty() ? "" : directory(files.getFirst().file());
        calls.values().forEach(call -> add(directory, call));
    }

    /** A file that overrides may name the call alone, and what it passes. */
    private static void add(Body body, Map<String, Call> calls) {
        for (Body.Block block : body.blocks()) {
            if (block.type().equals("module")) {
                calls.computeIfAbsent(
                                block.label(0), _ -> new Call(new HashSet<>(), new HashSet<>()))
                        .add(block.body());
            }
        }
    }

    private void add(String directory, Call call) {
        // one directory may be written in very many ways
        var all = new HashSet<String>();
        for (String source : call.sources()) {
            String called = below(directory, source);
            if (called != null) {
                all.add(called);
            }
        }
        for (String called : all) {
            if (kept <= BYTES) {
                if (!passed.containsKey(called)) {
                    keep(called);
                }
                Set<String> names = passed.computeIfAbsent(called, _ -> new HashSet<>());
                for (String name : call.names()) {
                    if (kept <= BYTES && names.add(name)) {
                        keep(name);
                    }
                }
            }
        }
    }

    private void keep(String name) {
        kept += NAME + 2 * name.length();
    }

    /**
     * Calls of the directory that {@code file} is in.
     *
     * @param file any of the directory that may be called
     */
    public Calls to(String file) {
        Set<String> names = passed.get(directory(file));
        // who knows too much to keep it knows nothing
        return kept > BYTES
                ? new Calls(true, true, Set.of())
                : new Calls(names != null, false, names == null ? Set.of() : names);
    }

    /**
     * What is known of the calls of one directory.
     *
     * @param any whether there may be one at all
     * @param all whether anything may be passed
     * @param names of variables to which something is passed
     */
    public record Calls(boolean any, boolean all, Set<String> names) {

        static final Calls NONE = new Calls(false, false, Set.of());

        boolean pass(String variable) {
            return all || names.contains(variable);
        }
    }

    /** Empty for the root of the tree. */
    static String directory(String file) {
        return file.substring(0, Math.max(0, file.lastIndexOf('/')));
    }

    /**
     * The directory that a call in {@code file} leads to, from the root of the tree; null if its
     * source is no path, or leads out of the tree.
     */
    public static @Nullable String called(String file, String source) {
        return below(directory(file), source);
    }

    private static @Nullable String below(String from, String source) {
        if (!source.startsWith("./") && !source.startsWith("../")) {
            return null;
        }
        var steps = new ArrayDeque<String>();
        for (String step : (from + "/" + source).split("/")) {
            if (step.equals("..")) {
                if (steps.pollLast() == null) {
                    return null;
                }
            } else if (!step.isEmpty() && !step.equals(".")) {
                steps.addLast(step);
            }
        }
        return String.join("/", steps);
    }

    /** All that is written of one call. */
    private record Call(Set<String> sources, Set<String> names) {

        void add(Body body) {
            for (Body.Attribute attribute : body.attributes()) {
                if (!attribute.name().equals("source")) {
                    names.add(attribute.name());
                } else if (attribute.value() instanceof Expression.Literal literal) {
                    sources.add(literal.value().toString());
                }
            }
        }
    }
}
