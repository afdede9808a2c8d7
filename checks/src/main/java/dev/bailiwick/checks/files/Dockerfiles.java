package dev.bailiwick.checks.files;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Format;
import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Source;
import dev.bailiwick.checks.resource.UnreadableException;
import dev.bailiwick.checks.resource.Unresolved;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that says how an image is built: one resource with {@code instructions}, {@code stages}
 * and {@code last}, the stage that becomes the image.
 */
public final class Dockerfiles {

    /**
     * Of what may be called after images and builds none: lists of what an image leaves out, data,
     * prose and what is kept of former files.
     */
    private static final Pattern ENDING_OF_OTHERS =
            Pattern.compile(
                    "\\.(?:docker|container)ignore$|~$|\\.(?:ya?ml|json|toml|xml|html?|md|rst|adoc"
                            + "|bak|orig|rej|sw[op])$");

    /** Of sources, and of files for images that are called after a language. */
    private static final Pattern ENDING_OF_SOURCES =
            Pattern.compile("\\.(?:go|py|rb|rs|java|kt|[cm]?[jt]sx?|lua|vim|proto)$");

    private static final Pattern BEGINNING =
            Pattern.compile("(?:FROM|ARG)\\s", Pattern.CASE_INSENSITIVE);

    /** Whether a file of this name, in small letters, may be one. */
    static boolean mayBeOne(String lower) {
        return isCalledOne(lower)
                || (lower.startsWith("dockerfile.") && !ENDING_OF_OTHERS.matcher(lower).find());
    }

    /** As {@link #mayBeOne}, by what is in it where the name does not tell. */
    static boolean isOne(String lower, String text) {
        return mayBeOne(lower)
                && (isCalledOne(lower)
                        || !ENDING_OF_SOURCES.matcher(lower).find()
                        || beginsAsOne(text));
    }

    private static boolean beginsAsOne(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .filter(line -> BEGINNING.matcher(line).lookingAt())
                .isPresent();
    }

    private static boolean isCalledOne(String lower) {
        return lower.equals("dockerfile")
                || lower.equals("containerfile")
                || lower.endsWith(".dockerfile");
    }

    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:([A-Za-z_]\\w*)|\\{([A-Za-z_]\\w*)})");
    private static final Pattern FLAG = Pattern.compile("--[a-z-]+(=\\S*)?");

    private final Tree tree = new Tree();
    private final Map<String, String> arguments = new HashMap<>();
    private final Map<String, Object> users = new HashMap<>();
    private final List<Object> all = new ArrayList<>();
    private final List<Object> stages = new ArrayList<>();

    private Map<String, Object> stage = new LinkedHashMap<>();
    private List<Object> instructions = new ArrayList<>();
    private int stageLine;

    private Dockerfiles() {}

    public static Resource read(Source source) throws UnreadableException {
        var reader = new Dockerfiles();
        for (Instruction instruction : Instruction.read(source.text())) {
            reader.take(instruction);
        }
        if (reader.stage.isEmpty()) {
            throw new UnreadableException(1, "no FROM: nothing is built here");
        }
        reader.endStage();
        var fields = new LinkedHashMap<String, Object>();
        fields.put("instructions", Elements.of(reader.all));
        fields.put("stages", Elements.of(reader.stages));
        fields.put("last", reader.stages.getLast());
        String file = source.file();
        return new Resource(
                Format.DOCKERFILE,
                "Dockerfile",
                file.substring(file.lastIndexOf('/') + 1),
                "",
                file,
                1,
                Fields.of(1, fields),
                List.of());
    }

    private void take(Instruction instruction) throws UnreadableException {
        switch (instruction.name()) {
            case "FROM" -> from(instruction);
            case "ARG" -> {
                // those before the first stage alone are known in FROM, and not behind it
                if (stage.isEmpty()) {
                    argument(instruction.text());
                }
            }
            case "USER" -> stage.put("user", user(instruction));
            default -> {}
        }
        Fields fields = fields(instruction);
        all.add(fields);
        if (!instruction.name().equals("FROM")) {
            instructions.add(fields);
        }
    }

    /**
     * Not known where it is a variable: environments of images and stages come before arguments.
     */
    private Object user(Instruction instruction) throws UnreadableException {
        String user = Instruction.unquoted(instruction.text().strip(), "\\");
        return user.contains("$") ? new Unresolved(user) : tree.text(instruction.line(), user);
    }

    private Fields fields(Instruction instruction) throws UnreadableException {
        int line = instruction.line();
        // a map and two lists
        tree.map(line);
        tree.list(line);
        tree.list(line);
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", instruction.name());
        fields.put("text", tree.text(line, instruction.text()));
        fields.put("stage", (long) (stage.isEmpty() ? 0 : stages.size()));
        var flags = new ArrayList<Object>();
        var words = new ArrayList<Object>();
        for (Object word : instruction.words()) {
            tree.node(line, 0);
            if (word instanceof String text) {
                var _ = tree.text(line, text);
            }
            (words.isEmpty() && isFlag(word) ? flags : words).add(word);
        }
        fields.put("flags", Elements.of(flags));
        fields.put("words", Elements.of(words));
        Map<String, Object> variables = Variables.of(instruction, tree);
        if (!variables.isEmpty()) {
            tree.map(line);
            fields.put("variables", Fields.of(line, variables));
        }
        return Fields.of(line, fields);
    }

    private void from(Instruction instruction) throws UnreadableException {
        if (!stage.isEmpty()) {
            endStage();
        }
        stage = new LinkedHashMap<>();
        instructions = new ArrayList<>();
        stageLine = instruction.line();
        List<Object> words = new ArrayList<>(instruction.words());
        words.removeIf(Dockerfiles::isFlag);
        Object image = words.isEmpty() ? "" : resolved(instruction, words.getFirst());
        stage.put("image", image);
        boolean named = words.size() > 2 && words.get(1).toString().equalsIgnoreCase("as");
        stage.put("name", named ? words.get(2).toString().toLowerCase(Locale.ROOT) : "");
        String base = image.toString().toLowerCase(Locale.ROOT);
        boolean earlier = image instanceof String && users.containsKey(base);
        stage.put("earlier", earlier);
        stage.put("user", earlier ? users.get(base) : "");
    }

    private static boolean isFlag(Object word) {
        return word instanceof String text && FLAG.matcher(text).matches();
    }

    private void endStage() {
        stage.put("instructions", Elements.of(instructions));
        Object name = stage.get("name");
        Object user = stage.get("user");
        if (name instanceof String text && !text.isEmpty() && user != null) {
            users.put(text, user);
        }
        if (user != null) {
            users.put(String.valueOf(stages.size()), user);
        }
        stages.add(Fields.of(stageLine, stage));
    }

    private void argument(String text) {
        int equals = text.indexOf('=');
        if (equals > 0) {
            String value = text.substring(equals + 1).strip();
            boolean quoted =
                    value.length() > 1
                            && (value.startsWith("\"") || value.startsWith("'"))
                            && value.endsWith(value.substring(0, 1));
            arguments.put(
                    text.substring(0, equals).strip(),
                    quoted ? value.substring(1, value.length() - 1) : value);
        }
    }

    /** With the values of its variables, which may be many times as long as it is itself. */
    private Object resolved(Instruction instruction, Object written) throws UnreadableException {
        if (!(written instanceof String text)) {
            return written;
        }
        Matcher variable = VARIABLE.matcher(text);
        var result = new StringBuilder();
        while (variable.find() && result.length() <= Tree.TEXT) {
            String name = variable.group(1) == null ? variable.group(2) : variable.group(1);
            String value = arguments.get(name);
            if (value == null || value.contains("$")) {
                return new Unresolved("$" + name);
            }
            variable.appendReplacement(result, Matcher.quoteReplacement(value));
        }
        if (result.length() <= Tree.TEXT) {
            variable.appendTail(result);
        }
        if (result.length() > Tree.TEXT) {
            return tree.text(instruction.line(), result.toString());
        }
        return result.indexOf("$") >= 0
                ? new Unresolved(text)
                : tree.text(instruction.line(), result.toString());
    }
}
