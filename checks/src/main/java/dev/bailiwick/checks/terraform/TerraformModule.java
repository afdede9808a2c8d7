package dev.bailiwick.checks.terraform;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Format;
import dev.bailiwick.checks.resource.Lines;
import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Source;
import dev.bailiwick.checks.resource.Unread;
import dev.bailiwick.checks.resource.UnreadableException;
import dev.bailiwick.checks.resource.Unresolved;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The files of one directory, which Terraform reads as one text. */
public final class TerraformModule {

    private static final String VARIABLE = "var.";
    private static final int REPEATED = 100;

    /** Of all elements of all dynamic blocks, which may stand within each other. */
    private static final int REPEATED_ALL = 10_000;

    private final Map<String, Expression> named = new HashMap<>();
    private final List<Placed> blocks = new ArrayList<>();

    /** Of blocks by their headers. */
    private final Map<String, Integer> places = new HashMap<>();

    /** Where settings of Terraform itself stand, of which there may be many blocks. */
    private final List<Integer> terraform = new ArrayList<>();

    private final Set<String> files = new HashSet<>();

    /** Of the block that is worked out, where its texts begin. */
    private Lines texts = Lines.NONE;

    private int repeated;
    private final Budget budget = new Budget();
    private final Evaluation evaluation = new Evaluation(named, budget);

    private record Placed(String file, Body.Block block) {}

    private record Entry(String file, String type, String name) {

        String address() {
            return type + "." + name;
        }
    }

    /**
     * @param texts where those that are written in lines of their own begin
     */
    private record Found(Entry entry, Fields fields, Lines texts) {}

    private final boolean isCalled;

    private TerraformModule(boolean isCalled) {
        this.isCalled = isCalled;
    }

    /**
     * Resources in the order of the files; what cannot be read is told to {@code unread}, and the
     * rest is read all the same. A type is that of a resource, {@code data.} and that of a data
     * source, {@code provider.} and its name, or {@code module}, {@code variable}, {@code output},
     * {@code terraform}. Resources with a count of 0 are left out. What takes too much to work out
     * is told as a whole, with the directory: no file of it is to blame.
     *
     * @param files of one directory: {@code *.tf} and the values that Terraform loads by itself
     */
    public static List<Resource> read(List<Source> files, Consumer<Unread> unread) {
        return read(files, ModuleCalls.Calls.NONE, unread);
    }

    /**
     * As {@link #read(List, Consumer)}, of a directory that others may call: what they pass is not
     * known, and neither are values for who begins in it, which a call does not read.
     */
    public static List<Resource> read(
            List<Source> files, ModuleCalls.Calls calls, Consumer<Unread> unread) {
        var module = new TerraformModule(calls.any());
        files.forEach(file -> module.files.add(file.file()));
        var inOrder = new ArrayList<>(files);
        inOrder.sort(Comparator.comparingInt(file -> Overrides.rank(file.file())));
        try {
            for (Source file : inOrder) {
                Body body = module.body(file, unread);
                if (body != null) {
                    module.add(file.file(), body);
                }
            }
            module.named
                    .keySet()
                    .removeIf(name -> name.startsWith(VARIABLE) && calls.pass(variable(name)));
            return module.resources();
        } catch (UnreadableException e) {
            String directory = ModuleCalls.directory(files.getLast().file());
            unread.accept(Unread.directory(directory, String.valueOf(e.getMessage())));
            return List.of();
        }
    }

    private static String variable(String name) {
        return name.substring(VARIABLE.length());
    }

    /** Paid for with all that is kept of it, before any of it is; null if it cannot be read. */
    private @Nullable Body body(Source file, Consumer<Unread> unread) {
        int before = budget.kept();
        try {
            budget.file(file.text());
            Body body = BodyReader.read(file.text(), budget);
            for (Body.Block block : body.blocks()) {
                budget.name(name(block));
                if (block.type().equals("variable")) {
                    budget.name(name(block));
                }
            }
            return body;
        } catch (UnreadableException e) {
            // nothing refers to what was read of it: it takes none of the others with it
            budget.leave(before);
            unread.accept(new Unread(file.file(), e));
            return null;
        }
    }

    private static String name(Body.Block block) {
        return block.type() + "." + String.join(".", block.labels());
    }

    private void add(String file, Body body) throws UnreadableException {
        if (Overrides.areValues(file)) {
            boolean known = Overrides.areLoaded(file) && !isCalled;
            for (Body.Attribute value : body.attributes()) {
                String name = VARIABLE + value.name();
                named.put(name, known ? value.value() : new Expression.Name(name));
            }
            return;
        }
        for (Body.Block block : body.blocks()) {
            place(file, block);
            if (block.type().equals("locals")) {
                block.body()
                        .attributes()
                        .forEach(local -> name(file, "local." + local.name(), local.value()));
            }
            if (block.type().equals("variable")) {
                declare(file, VARIABLE + block.label(0), block.body());
            }
        }
    }

    /** Without a default it is not known, though another file that a tool may read gives one. */
    private void declare(String file, String name, Body body) {
        var unknown = new Expression.Name(name);
        boolean given = false;
        for (Body.Attribute attribute : body.attributes()) {
            if (attribute.name().equals("default")) {
                boolean nothing = attribute.value() instanceof Expression.Nothing;
                name(file, name, nothing ? unknown : attribute.value());
                given = true;
            }
        }
        if (!given && !Overrides.overrides(file)) {
            name(file, name, unknown);
        }
    }

    /** Not known where files say it twice of which each tool reads others. */
    private void name(String file, String name, Expression value) {
        boolean wins = Overrides.overrides(file) && isReadWith(".tf", file);
        Expression before = wins ? null : named.get(name);
        boolean same =
                before == null || (before instanceof Expression.Literal && before.equals(value));
        named.put(name, same ? value : new Expression.Name(name));
    }

    private void place(String file, Body.Block block) throws UnreadableException {
        boolean settings = block.type().equals("terraform");
        if (settings && Overrides.overrides(file)) {
            for (int at : terraform) {
                if (isReadWith(blocks.get(at).file(), file)) {
                    replace(at, block, below -> Overrides.settings(below, block));
                }
            }
        }
        String header = Overrides.header(block);
        Integer below = Overrides.overrides(file) && !settings ? places.get(header) : null;
        if (below == null) {
            places.put(header, blocks.size());
            if (settings) {
                terraform.add(blocks.size());
            }
            blocks.add(new Placed(file, block));
        } else if (isReadWith(blocks.get(below).file(), file)) {
            replace(below, block, each -> Overrides.merged(each, block));
        } else {
            budget.text(file);
            budget.doubts(size(block));
            replace(below, block, each -> Overrides.doubted(each, block, file));
        }
    }

    /** Whether all tools that read the one let the other override it. */
    private boolean isReadWith(String below, String above) {
        return Overrides.areReadTogether(below, above) && !files.contains(Overrides.instead(above));
    }

    private void replace(int at, Body.Block above, UnaryOperator<Body.Block> change)
            throws UnreadableException {
        Placed placed = blocks.get(at);
        budget.steps(1 + size(placed.block()) + size(above));
        blocks.set(at, new Placed(placed.file(), change.apply(placed.block())));
    }

    private static int size(Body.Block block) {
        return block.body().attributes().size() + block.body().blocks().size();
    }

    private List<Resource> resources() throws UnreadableException {
        var all = new ArrayList<Found>();
        var pointing = new HashMap<String, List<Fields>>();
        for (Placed placed : blocks) {
            Entry entry = entry(placed);
            texts = Lines.NONE;
            Fields fields = fields(placed.block().line(), placed.block().body(), Map.of());
            if (entry.type().isEmpty() || Long.valueOf(0).equals(fields.peek("count"))) {
                continue;
            }
            all.add(new Found(entry, fields, texts));
            Fields told = told(entry, fields);
            budget.made(told);
            for (String target : References.of(placed.block().body())) {
                budget.pointer(target);
                pointing.computeIfAbsent(target, _ -> new ArrayList<>()).add(told);
            }
        }
        // once for all of a name: there may be as many of them as point there
        pointing.replaceAll((_, tellers) -> List.copyOf(tellers));
        return all.stream()
                .map(
                        found ->
                                resource(
                                        found,
                                        pointing.getOrDefault(found.entry().address(), List.of())))
                .toList();
    }

    private static Entry entry(Placed placed) {
        Body.Block block = placed.block();
        String first = block.label(0);
        String type =
                switch (block.type()) {
                    case "resource" -> first;
                    case "data", "provider" -> block.type() + "." + first;
                    case "module", "variable", "output", "terraform" -> block.type();
                    default -> "";
                };
        boolean twoLabels = block.type().equals("resource") || block.type().equals("data");
        String name = twoLabels ? block.label(1) : first;
        return new Entry(placed.file(), type, name);
    }

    private static Fields told(Entry entry, Fields fields) {
        var told = new LinkedHashMap<String, Object>();
        told.put("type", entry.type());
        told.put("name", entry.name());
        told.put("resource", fields);
        return Fields.of(fields.line(), told);
    }

    private static Resource resource(Found found, List<Fields> related) {
        Entry entry = found.entry();
        return new Resource(
                Format.TERRAFORM,
                entry.type(),
                entry.name(),
                "",
                entry.file(),
                found.fields().line(),
                found.fields(),
                related,
                found.texts());
    }

    private Fields fields(int line, Body body, Map<String, Object> iterators)
            throws UnreadableException {
        var values = new LinkedHashMap<String, Object>();
        for (Body.Attribute attribute : body.attributes()) {
            Object value = evaluation.of(attribute.value(), iterators);
            if (value != null) {
                values.put(attribute.name(), value);
            }
            if (value instanceof String text
                    && attribute.value() instanceof Expression.Heredoc written) {
                begin(text, written.line());
            }
        }
        var nested = new LinkedHashMap<String, List<Object>>();
        for (Body.Block block : body.blocks()) {
            budget.step();
            boolean dynamic = block.type().equals("dynamic");
            List<Object> same =
                    nested.computeIfAbsent(
                            dynamic ? block.label(0) : block.type(), _ -> new ArrayList<>());
            if (dynamic) {
                same.addAll(repeat(block, iterators));
            } else {
                same.add(fields(block.line(), block.body(), iterators));
            }
        }
        for (var same : nested.entrySet()) {
            Elements all = Elements.of(same.getValue());
            budget.made(all);
            values.putIfAbsent(same.getKey(), all);
        }
        Fields fields = Fields.of(line, values);
        budget.made(fields);
        return fields;
    }

    private void begin(String text, int line) throws UnreadableException {
        if (texts == Lines.NONE) {
            budget.made(Fields.NONE);
            texts = new Lines();
        }
        budget.name("");
        texts.put(text, line);
    }

    /** A block for each element; one with values that are not known, if the elements are not. */
    private List<Object> repeat(Body.Block dynamic, Map<String, Object> outer)
            throws UnreadableException {
        budget.steps(size(dynamic));
        var bodies = dynamic.body().blocks().stream().filter(b -> b.type().equals("content"));
        Body.Block content = bodies.findFirst().orElse(dynamic);
        String iterator = dynamic.label(0);
        Object each = null;
        for (Body.Attribute attribute : dynamic.body().attributes()) {
            if (attribute.name().equals("for_each")) {
                each = evaluation.counted(evaluation.of(attribute.value(), outer));
            }
            if (attribute.name().equals("iterator")
                    && attribute.value() instanceof Expression.Name name) {
                iterator = name.name();
            }
        }
        var contents = new ArrayList<Object>();
        for (Fields bound : elements(each, iterator)) {
            if (++repeated > REPEATED_ALL) {
                return List.of(new Unresolved("too many dynamic blocks"));
            }
            var inner = new HashMap<>(outer);
            budget.made(bound);
            inner.put(iterator, bound);
            contents.add(fields(content.line(), content.body(), inner));
        }
        return contents;
    }

    private static List<Fields> elements(@Nullable Object each, String iterator) {
        var key = new Unresolved(iterator + ".key");
        if (each instanceof Elements elements && elements.size() <= REPEATED) {
            return elements.peek().stream().map(value -> element(key, value)).toList();
        }
        if (each instanceof Fields fields && fields.size() <= REPEATED) {
            return fields.keySet().stream()
                    .map(name -> element(name, Objects.requireNonNull(fields.peek(name))))
                    .toList();
        }
        return List.of(element(key, new Unresolved(iterator + ".value")));
    }

    private static Fields element(Object key, Object value) {
        return Fields.of(0, Map.of("key", key, "value", value));
    }
}
