package dev.bailiwick.checks.terraform;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * In which order Terraform reads the files of a directory, and what it makes of a block that stands
 * in {@code override.tf} or {@code *_override.tf} once more.
 *
 * @see <a href="https://developer.hashicorp.com/terraform/language/files/override">Override
 *     Files</a>
 */
final class Overrides {

    private static final String LIFECYCLE = "lifecycle";
    private static final String IGNORED = "ignore_changes";
    private static final Expression ALL = new Expression.Name("all");
    private static final String REQUIRED = "required_providers";

    /** Of which a module has one at most. */
    private static final Set<String> KEPT_IN = Set.of("backend", "cloud");

    private Overrides() {}

    /** The higher one wins; of the same ones, whichever comes later by its name. */
    static int rank(String file) {
        if (file.endsWith(".auto.tfvars")) {
            return 3;
        }
        if (areValues(file)) {
            return 2;
        }
        return overrides(file) ? 1 : 0;
    }

    /** Whether there are values of variables in it and no blocks. */
    static boolean areValues(String file) {
        return file.toLowerCase(Locale.ROOT).endsWith(".tfvars");
    }

    /** Whether these values are loaded everywhere: some disks take no account of capitals. */
    static boolean areLoaded(String file) {
        return name(file).equals("terraform.tfvars") || file.endsWith(".auto.tfvars");
    }

    private static String name(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
    }

    static boolean overrides(String file) {
        String name = name(file);
        if (name.startsWith(".") || !(name.endsWith(".tf") || name.endsWith(".tofu"))) {
            // Terraform does not read it: it is no more than another file that is looked at
            return false;
        }
        String stem = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        return stem.equals("override") || stem.endsWith("_override");
    }

    /** Whether whoever reads {@code below} reads {@code above} too: Terraform no {@code .tofu}. */
    static boolean areReadTogether(String below, String above) {
        return above.endsWith(".tf") || below.endsWith(".tofu");
    }

    /** What OpenTofu reads instead of this file, if it is there. */
    static String instead(String file) {
        return file.endsWith(".tf") ? file.substring(0, file.length() - 2) + "tofu" : "";
    }

    /**
     * What an override must say once more: the type and labels, and of a provider its alias, which
     * is a header of its own.
     */
    static String header(Body.Block block) {
        String name = block.type() + "." + String.join(".", block.labels());
        return block.type().equals("provider") ? name + "." + alias(block.body()) : name;
    }

    private static String alias(Body provider) {
        for (Body.Attribute attribute : provider.attributes()) {
            if (attribute.name().equals("alias")
                    && attribute.value() instanceof Expression.Literal literal) {
                return literal.value().toString();
            }
        }
        return "";
    }

    /** Attributes one by one; blocks of a type all together, but for what is done in a life. */
    static Body.Block merged(Body.Block below, Body.Block above) {
        Set<String> types = types(above.body());
        boolean lives = below.type().equals("resource") && types.remove(LIFECYCLE);
        List<Body.Block> blocks = new ArrayList<>(below.body().blocks());
        blocks.removeIf(each -> types.contains(type(each)));
        List<Body.Attribute> life = new ArrayList<>();
        for (Body.Block block : above.body().blocks()) {
            if (lives && block.type().equals(LIFECYCLE)) {
                block.body().attributes().stream().filter(Overrides::counts).forEach(life::add);
            } else {
                blocks.add(block);
            }
        }
        if (lives) {
            live(blocks, new Body(life, List.of()), above.line());
        }
        return with(below, attributes(below.body(), above.body()), blocks);
    }

    /** To ignore all changes is no list of them, and Terraform takes no more than a list over. */
    private static boolean counts(Body.Attribute above) {
        return !above.name().equals(IGNORED) || !above.value().equals(ALL);
    }

    /** Argument by argument, and what all changes are ignored for stays so. */
    private static void live(List<Body.Block> blocks, Body above, int line) {
        for (int i = 0; i < blocks.size(); i++) {
            Body.Block below = blocks.get(i);
            if (below.type().equals(LIFECYCLE)) {
                List<Body.Attribute> attributes = attributes(below.body(), above);
                for (Body.Attribute before : below.body().attributes()) {
                    if (before.name().equals(IGNORED) && stays(before, above)) {
                        attributes.removeIf(each -> each.name().equals(before.name()));
                        attributes.add(before);
                    }
                }
                blocks.set(i, with(below, attributes, below.body().blocks()));
                return;
            }
        }
        blocks.add(new Body.Block(LIFECYCLE, List.of(), above, line));
    }

    private static boolean stays(Body.Attribute ignored, Body above) {
        return ignored.value().equals(ALL)
                || above.attributes().stream()
                        .anyMatch(
                                each ->
                                        each.name().equals(ignored.name())
                                                && each.value()
                                                        instanceof Expression.Tuple(var items)
                                                && items.isEmpty());
    }

    /**
     * What is left of settings where {@code above} says others: each by itself, providers that are
     * required one by one, and one place at most that the state is kept in.
     */
    static Body.Block settings(Body.Block below, Body.Block above) {
        Set<String> types = types(above.body());
        if (types.stream().anyMatch(KEPT_IN::contains)) {
            types.addAll(KEPT_IN);
        }
        boolean requires = types.remove(REQUIRED);
        Set<String> required = new HashSet<>();
        for (Body.Block block : above.body().blocks()) {
            if (block.type().equals(REQUIRED)) {
                required.addAll(names(block.body()));
            }
        }
        List<Body.Block> blocks = new ArrayList<>();
        for (Body.Block block : below.body().blocks()) {
            if (requires && block.type().equals(REQUIRED)) {
                blocks.add(with(block, without(block.body(), required), List.of()));
            } else if (!types.contains(block.type())) {
                blocks.add(block);
            }
        }
        return with(below, without(below.body(), names(above.body())), blocks);
    }

    /** What some read and others do not is not known, unless it says the same. */
    static Body.Block doubted(Body.Block below, Body.Block above, String file) {
        String otherwise = ", which " + name(file) + " says otherwise";
        Map<String, Body.Attribute> attributes = new LinkedHashMap<>();
        below.body().attributes().forEach(each -> attributes.put(each.name(), each));
        for (Body.Attribute attribute : above.body().attributes()) {
            Body.Attribute before = attributes.get(attribute.name());
            if (before == null) {
                attributes.put(
                        attribute.name(), doubt(attribute, List.of(attribute.value()), otherwise));
            } else if (!(before.value() instanceof Expression.Literal)
                    || !before.value().equals(attribute.value())) {
                attributes.put(
                        attribute.name(),
                        doubt(attribute, List.of(before.value(), attribute.value()), otherwise));
            }
        }
        List<Body.Block> blocks = doubted(below.body().blocks(), above, otherwise, attributes);
        return with(below, List.copyOf(attributes.values()), blocks);
    }

    /**
     * @param attributes take what is said of all blocks of a type
     * @return blocks of which nothing else is said
     */
    private static List<Body.Block> doubted(
            List<Body.Block> below,
            Body.Block above,
            String otherwise,
            Map<String, Body.Attribute> attributes) {
        Map<String, List<Expression>> within = new LinkedHashMap<>();
        types(above.body()).forEach(type -> within.put(type, new ArrayList<>()));
        List<Body.Block> blocks = new ArrayList<>(below);
        blocks.addAll(above.body().blocks());
        for (Body.Block block : blocks) {
            List<Expression> values = within.get(type(block));
            if (values != null) {
                block.body().attributes().forEach(each -> values.add(each.value()));
            }
        }
        blocks.removeIf(each -> within.containsKey(type(each)));
        within.forEach(
                (type, values) -> {
                    var named = new Body.Attribute(type, new Expression.Name(type), above.line());
                    attributes.put(type, doubt(named, values, otherwise));
                });
        return blocks;
    }

    /**
     * @param values either of which it may be: what they refer to is referred to all the same
     */
    private static Body.Attribute doubt(
            Body.Attribute attribute, List<Expression> values, String otherwise) {
        List<Expression> inside = new ArrayList<>();
        inside.add(new Expression.Name(attribute.name()));
        inside.addAll(values);
        var unknown = new Expression.Opaque(otherwise, List.copyOf(inside));
        return new Body.Attribute(attribute.name(), unknown, attribute.line());
    }

    private static List<Body.Attribute> attributes(Body below, Body above) {
        List<Body.Attribute> attributes = without(below, names(above));
        attributes.addAll(above.attributes());
        return attributes;
    }

    private static List<Body.Attribute> without(Body body, Set<String> names) {
        List<Body.Attribute> attributes = new ArrayList<>(body.attributes());
        attributes.removeIf(each -> names.contains(each.name()));
        return attributes;
    }

    private static Set<String> names(Body body) {
        Set<String> names = new HashSet<>();
        body.attributes().forEach(each -> names.add(each.name()));
        return names;
    }

    private static Set<String> types(Body body) {
        Set<String> types = new HashSet<>();
        body.blocks().forEach(each -> types.add(type(each)));
        return types;
    }

    private static Body.Block with(
            Body.Block block, List<Body.Attribute> attributes, List<Body.Block> blocks) {
        return new Body.Block(
                block.type(),
                block.labels(),
                new Body(List.copyOf(attributes), List.copyOf(blocks)),
                block.line());
    }

    private static String type(Body.Block block) {
        return block.type().equals("dynamic") ? block.label(0) : block.type();
    }
}
