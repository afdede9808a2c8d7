package dev.bailiwick.checks;

import dev.bailiwick.checks.Example.Expected;
import dev.bailiwick.checks.resource.Format;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.ScalarNode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads one document, which is one check, and notes all that is wrong with it. */
final class CheckReader {

    private static final Set<String> KEYS =
            Set.of(
                    "id",
                    "title",
                    "description",
                    "problem",
                    "severity",
                    "service",
                    "group",
                    "format",
                    "types",
                    "categories",
                    "remediation",
                    "link",
                    "compliance",
                    "applies",
                    "each",
                    "passes",
                    "examples");

    /** Whoever means none leaves the key out. */
    private static final List<Group> GROUPS =
            Arrays.stream(Group.values()).filter(group -> group != Group.NONE).toList();

    private static final String ID = "[a-z][a-z0-9_]{2,99}";

    private final Mapping mapping;
    private final Map<String, String> places;

    private CheckReader(Mapping mapping, Map<String, String> places) {
        this.mapping = mapping;
        this.places = places;
    }

    /**
     * @param places where ids stand already, and takes these
     * @param faults takes what is wrong; documents that something is wrong with are left out
     */
    static List<Rule> read(
            String file, String text, Map<String, String> places, List<CheckFault> faults) {
        var rules = new ArrayList<Rule>();
        for (Mapping mapping : Mapping.documents(file, text, faults)) {
            int before = faults.size();
            Rule rule = new CheckReader(mapping, places).rule();
            if (rule != null && faults.size() == before) {
                rules.add(rule);
            }
        }
        return rules;
    }

    private @Nullable Rule rule() {
        mapping.allow(KEYS);
        Check check = check();
        Expression applies = expression("applies", SimpleType.BOOL);
        Expression each = expression("each", ListType.create(SimpleType.DYN));
        mapping.require("passes");
        Expression passes = expression("passes", SimpleType.BOOL);
        List<Example> examples = examples();
        return passes == null ? null : new Rule(check, applies, each, passes, examples);
    }

    private Check check() {
        return new Check(
                id(),
                sentence("title"),
                mapping.required("description").strip(),
                sentence("problem"),
                word("severity", List.of(Severity.values()), Severity::word),
                mapping.required("service"),
                group(),
                word("format", List.of(Format.values()), Format::word),
                Set.copyOf(mapping.texts("types")),
                mapping.texts("categories"),
                mapping.required("remediation").strip(),
                mapping.text("link"),
                compliance());
    }

    private String id() {
        String id = mapping.required("id");
        if (!id.matches(ID)) {
            mapping.fault("id", "an id is of small letters, digits and underscores");
            return id;
        }
        String before = places.putIfAbsent(id, mapping.file());
        if (before != null) {
            mapping.fault("id", "the id " + id + " stands in " + before);
        }
        return id;
    }

    /** Without a full stop: it is put into sentences. */
    private String sentence(String key) {
        String sentence = mapping.required(key).strip();
        if (sentence.endsWith(".") || sentence.contains("\n")) {
            mapping.fault(key, "expected one line without a full stop");
        }
        return sentence;
    }

    private Group group() {
        return mapping.keys().contains("group") ? word("group", GROUPS, Group::word) : Group.NONE;
    }

    private <E> E word(String key, List<E> values, Function<E, String> word) {
        String text = mapping.required(key);
        for (E value : values) {
            if (word.apply(value).equals(text)) {
                return value;
            }
        }
        mapping.fault(key, "expected one of " + values.stream().map(word).toList());
        return values.getFirst();
    }

    private Map<String, List<String>> compliance() {
        var frameworks = new LinkedHashMap<String, List<String>>();
        Mapping compliance = mapping.mapping("compliance");
        if (compliance != null) {
            compliance.keys().forEach(name -> frameworks.put(name, compliance.texts(name)));
        }
        return frameworks;
    }

    private @Nullable Expression expression(String key, CelType type) {
        ScalarNode node = mapping.scalar(key);
        if (node == null) {
            return null;
        }
        return Expression.compile(
                node.getValue(),
                type,
                issue ->
                        mapping.fault(
                                node,
                                issue.getSourceLocation().getLine(),
                                issue.getSourceLocation().getColumn(),
                                key
                                        + ": "
                                        + issue.getMessage()
                                        + " in: "
                                        + node.getValue().strip()));
    }

    private List<Example> examples() {
        var examples = new ArrayList<Example>();
        Mapping all = mapping.mapping("examples");
        if (all == null) {
            mapping.require("examples");
            return examples;
        }
        all.allow(Set.of("passes", "fails", "manual", "skips"));
        all.require("passes");
        all.require("fails");
        all.scalars("passes").forEach(text -> examples.add(example(Expected.PASSES, text)));
        all.scalars("fails").forEach(text -> examples.add(example(Expected.FAILS, text)));
        all.scalars("manual").forEach(text -> examples.add(example(Expected.MANUAL, text)));
        all.scalars("skips").forEach(text -> examples.add(example(Expected.SKIPS, text)));
        return examples;
    }

    private Example example(Expected expected, ScalarNode text) {
        return new Example(
                expected, text.getValue(), mapping.file(), text.getStartMark().getLine() + 1);
    }
}
