package dev.bailiwick.quality;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.lang.model.element.Modifier;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * {@code docs/configuration.md}, written from the records that take the settings: their names,
 * defaults and Javadoc.
 */
final class SettingsPage {

    private static final String HEAD =
            """
            # Configuration

            <!-- Written by the build from the records that take these settings. Change them there, then run
                 ./mvnw test -pl quality -am -Dtest=SettingsPageTest -Dsurefire.failIfNoSpecifiedTests=false -Ddocs=write -->

            Every setting has a safe default; an installation on one machine needs none. A setting is given, from strongest to
            weakest, as an option of `./bailiwick serve` (the common ones, see `--help`), as an environment variable, or in a
            file `application.properties` in the working directory, by its name. Lists are separated by commas.

            A setting `bailiwick.…` in a file that nothing reads stops the start, and the nearest known one is named. Of variables,
            those do that begin like a group of settings (`BAILIWICK_HTTP_…`) or differ from a known one by a letter or two; any
            other `BAILIWICK_…` may be meant for another program and is left alone.

            Durations are written `500ms`, `20s`, `5m`, `24h`, `365d`, and but for `0` never without a unit; sizes `16KB`, `64MB`, `1GB`
            (powers of 1024). Files and folders are looked for from the working directory, unless they begin with `/`.
            """;

    private static final String VARIABLES =
            """

            ## Variables of `./bailiwick`

            Read by the script that starts Java, before any setting.

            | variable | default | meaning |
            |---|---|---|
            | `JAVA25_HOME` | looked for | folder of the JDK to use |
            | `BAILIWICK_JAVA_OPTS` | none | further options for Java, such as `-Xmx2g` (the heap has 432 MB by default) |
            | `BAILIWICK_AOT` | `on` | `off` starts without the class cache that the first `serve` prepares |
            """;

    private static final String PASSWORDS =
            """

            ## Passwords of the database

            Read from variables and files alone: options, addresses and settings can be read by others. A password comes from its
            variable, else from the file that the variable with `_FILE` behind it names, else from its file in `secrets` of the
            data directory. `init`, and the server with its embedded database, make those that are missing, but for the first.

            | variable | variable with the name of a file | file in `secrets` | whose |
            |---|---|---|---|
            """;

    private SettingsPage() {}

    private record Group(String prefix, String meaning, List<Setting> settings) {}

    private record Setting(String name, String type, String normal, String meaning) {}

    /** A role of the database that logs in. */
    private record Role(String name, String meaning) {}

    private record Found(List<Group> groups, List<Role> roles) {}

    static String text(List<Path> sources) {
        StringBuilder page = new StringBuilder(HEAD);
        Found found = read(sources);
        found.groups().stream()
                .collect(
                        Collectors.toMap(
                                Group::prefix, group -> group, SettingsPage::both, TreeMap::new))
                .values()
                .forEach(group -> append(page, group));
        page.append(PASSWORDS);
        append(page, new Role("admin", "The user that `init --admin-url` names."));
        found.roles().forEach(role -> append(page, role));
        append(page, new Role("postgres", "The superuser of the embedded database."));
        return page.append(VARIABLES).toString();
    }

    private static void append(StringBuilder page, Role role) {
        String variable = "BAILIWICK_%s_PASSWORD".formatted(role.name().toUpperCase(Locale.ROOT));
        page.append(
                "| `%s` | `%s_FILE` | `%s` | %s |\n"
                        .formatted(variable, variable, role.name(), role.meaning()));
    }

    /** Two records may share a prefix. */
    private static Group both(Group one, Group other) {
        return new Group(
                one.prefix(),
                one.meaning() + " " + other.meaning(),
                Stream.of(one, other).flatMap(group -> group.settings().stream()).toList());
    }

    private static void append(StringBuilder page, Group group) {
        page.append("\n## `")
                .append(group.prefix())
                .append("`\n\n")
                .append(group.meaning())
                .append("\n\n");
        page.append(
                "| setting | default | value | meaning | environment |\n|---|---|---|---|---|\n");
        for (Setting setting : group.settings()) {
            String variable =
                    setting.name().replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
            page.append(
                    "| `%s` | %s | %s | %s | `%s` |\n"
                            .formatted(
                                    setting.name(),
                                    setting.normal(),
                                    setting.type(),
                                    setting.meaning(),
                                    variable));
        }
    }

    private static Found read(List<Path> files) {
        var compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK");
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            var units = manager.getJavaFileObjectsFromPaths(files);
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null, manager, null, List.of("-proc:none"), null, units);
            DocTrees docs = DocTrees.instance(task);
            Found found = new Found(new ArrayList<>(), new ArrayList<>());
            for (CompilationUnitTree unit : task.parse()) {
                new Reader(docs, found).scan(unit, null);
            }
            return found;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static final class Reader extends TreePathScanner<@Nullable Void, @Nullable Void> {

        private final DocTrees docs;
        private final Found found;

        Reader(DocTrees docs, Found found) {
            this.docs = docs;
            this.found = found;
        }

        @Override
        public @Nullable Void visitClass(ClassTree node, @Nullable Void nothing) {
            String prefix = value(node.getModifiers().getAnnotations(), "ConfigurationProperties");
            if (prefix != null) {
                DocCommentTree comment = docs.getDocCommentTree(getCurrentPath());
                if (comment == null) {
                    throw new IllegalStateException(
                            node.getSimpleName() + " takes settings and does not say which");
                }
                List<Setting> settings =
                        node.getMembers().stream()
                                .filter(VariableTree.class::isInstance)
                                .map(VariableTree.class::cast)
                                .filter(
                                        field ->
                                                !field.getModifiers()
                                                        .getFlags()
                                                        .contains(Modifier.STATIC))
                                .map(field -> setting(prefix, field, comment))
                                .toList();
                found.groups()
                        .add(new Group(prefix, plain(words(comment.getFullBody())), settings));
            }
            if (node.getSimpleName().contentEquals("LoginRole")) {
                constants(node).forEach(found.roles()::add);
            }
            return super.visitClass(node, null);
        }

        private Stream<Role> constants(ClassTree type) {
            return type.getMembers().stream()
                    .filter(VariableTree.class::isInstance)
                    .map(VariableTree.class::cast)
                    .filter(field -> field.getType().toString().equals("LoginRole"))
                    .map(
                            constant -> {
                                DocCommentTree comment =
                                        Objects.requireNonNull(
                                                docs.getDocCommentTree(
                                                        new TreePath(getCurrentPath(), constant)),
                                                "a role that does not say what it is for");
                                String name =
                                        constant.getName().toString().toLowerCase(Locale.ROOT);
                                return new Role(
                                        name,
                                        "`bailiwick_%s`. %s"
                                                .formatted(
                                                        name, plain(words(comment.getFullBody()))));
                            });
        }

        private static Setting setting(String prefix, VariableTree field, DocCommentTree comment) {
            String name =
                    prefix
                            + "."
                            + field.getName()
                                    .toString()
                                    .replaceAll("([A-Z])", "-$1")
                                    .toLowerCase(Locale.ROOT);
            String normal = value(field.getModifiers().getAnnotations(), "DefaultValue");
            String meaning =
                    comment.getBlockTags().stream()
                            .filter(ParamTree.class::isInstance)
                            .map(ParamTree.class::cast)
                            .filter(
                                    param ->
                                            param.getName()
                                                    .getName()
                                                    .contentEquals(field.getName()))
                            .map(param -> plain(words(param.getDescription())))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new IllegalStateException(
                                                    name + " is not described by a @param"));
            return new Setting(
                    name,
                    type(field.getType().toString()),
                    normal == null || normal.isEmpty() ? "none" : "`" + normal + "`",
                    meaning);
        }
    }

    private static String type(String java) {
        String bare = java.replaceAll("@\\w+(\\(\\))? ?", "").replaceAll("^.*\\.(?=[A-Z])", "");
        return switch (bare) {
            case "int", "long", "Integer", "Long" -> "number";
            case "boolean", "Boolean" -> "`true`, `false`";
            case "Duration" -> "duration";
            case "DataSize" -> "size";
            case "Path" -> "file or folder";
            case "InetAddress" -> "address";
            case "List<String>" -> "list";
            case "URI" -> "URL";
            default -> "text";
        };
    }

    private static String words(List<? extends DocTree> parts) {
        return parts.stream().map(DocTree::toString).collect(Collectors.joining());
    }

    /** Javadoc as Markdown in one line. */
    private static String plain(String javadoc) {
        return javadoc.replaceAll("\\{@(?:code|literal|link #?)\\s*([^}]*)}", "`$1`")
                .replaceAll("</?p>", "")
                .replaceAll("\\s+", " ")
                .replace("|", "\\|")
                .trim();
    }

    private static @Nullable String value(List<? extends AnnotationTree> annotations, String name) {
        for (AnnotationTree annotation : annotations) {
            if (annotation.getAnnotationType().toString().equals(name)) {
                return annotation.getArguments().stream()
                        .map(
                                argument ->
                                        argument instanceof AssignmentTree assignment
                                                ? assignment.getExpression()
                                                : argument)
                        .map(SettingsPage::literal)
                        .collect(Collectors.joining(","));
            }
        }
        return null;
    }

    private static String literal(ExpressionTree expression) {
        return expression instanceof LiteralTree literal
                ? String.valueOf(literal.getValue())
                : expression.toString();
    }
}
