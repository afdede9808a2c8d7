package dev.bailiwick.postgres;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A function as generated SQL makes it, in the words that the catalogue has for one.
 *
 * @param name with the types of its arguments
 * @param properties arguments, result, language, volatility, parallel safety, whether it runs as
 *     its owner, its settings
 * @param callers who may call it beside its owner
 */
record WrittenFunction(String name, String properties, String body, Set<String> callers) {

    private static final Pattern CREATE =
            Pattern.compile(
                    "create or replace function ([\\w.]+)\\(([^)]*)\\)\\s+returns (.+?)\\s+language"
                            + " (\\w+)([^$;]*?)\\s+as \\$\\$(.*?)\\$\\$;",
                    Pattern.DOTALL);
    private static final Pattern BEGINNING = Pattern.compile("create (or replace )?function ");
    private static final Pattern GRANT =
            Pattern.compile("grant execute on function([^;]*?)\\sto ([^;]+);");
    private static final Pattern CALLED = Pattern.compile("[\\w.]+\\([^)]*\\)");
    private static final Pattern SETTING = Pattern.compile(" set (\\w+) = (.*)$");

    /**
     * All that the text makes.
     *
     * @throws IllegalArgumentException if one is in another form than {@code create or replace
     *     function … returns … language … as $$ … $$}
     */
    static List<WrittenFunction> all(String sql) {
        Map<String, Set<String>> callers = new HashMap<>();
        GRANT.matcher(sql)
                .results()
                .forEach(
                        grant ->
                                CALLED.matcher(grant.group(1))
                                        .results()
                                        .forEach(
                                                called ->
                                                        callers.computeIfAbsent(
                                                                        joined(called.group()),
                                                                        _ -> new TreeSet<>())
                                                                .addAll(roles(grant.group(2)))));
        List<WrittenFunction> all = new ArrayList<>();
        CREATE.matcher(sql).results().forEach(made -> all.add(of(made, callers)));
        if (all.size() != BEGINNING.matcher(sql).results().count()) {
            throw new IllegalArgumentException(
                    "A function is written in another form than these: "
                            + all.stream()
                                    .map(WrittenFunction::name)
                                    .collect(Collectors.joining(", ")));
        }
        return all;
    }

    private static WrittenFunction of(MatchResult made, Map<String, Set<String>> callers) {
        List<String> arguments =
                Arrays.stream(spaced(made.group(2)).strip().split(", ?"))
                        .filter(argument -> !argument.isBlank())
                        .toList();
        String types =
                arguments.stream()
                        .map(argument -> argument.substring(argument.indexOf(' ') + 1))
                        .collect(Collectors.joining(","));
        String name = made.group(1) + '(' + types + ')';
        String options = spaced(made.group(5));
        Matcher setting = SETTING.matcher(options);
        String properties =
                String.join(
                        " | ",
                        String.join(", ", arguments),
                        result(made.group(3)),
                        made.group(4),
                        options.contains(" stable")
                                ? "s"
                                : options.contains(" immutable") ? "i" : "v",
                        options.contains(" parallel safe") ? "s" : "u",
                        options.contains(" security definer") ? "t" : "f",
                        setting.find() ? setting.group(1) + '=' + setting.group(2) : "");
        return new WrittenFunction(
                name, properties, made.group(6), callers.getOrDefault(name, Set.of()));
    }

    /** As {@code pg_get_function_result} prints it. */
    private static String result(String written) {
        return spaced(written)
                .replaceFirst("^setof ", "SETOF ")
                .replaceFirst("^table \\(", "TABLE(");
    }

    /** With the one type whose name is written in short. */
    private static String spaced(String text) {
        return text.replaceAll("\\s+", " ").replace("timestamptz", "timestamp with time zone");
    }

    private static String joined(String call) {
        return spaced(call).replace(", ", ",");
    }

    private static Collection<String> roles(String list) {
        return Arrays.stream(list.split(","))
                .map(role -> role.strip().replaceFirst("^\"(.*)\"$", "$1"))
                .toList();
    }
}
