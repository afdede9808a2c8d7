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
import com.sun.source.util.TreePathScanner;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

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
            file `application.properties` in the working directory, by its name. Lists are separated by commas. A name that
            nothing reads stops the start, and the nearest known one is named.

            Durations are written `500ms`, `20s`, `5m`, `24h`, `365d`; sizes `16KB`, `64MB`, `1GB` (powers of 1024).
            """;

    private static final String VARIABLES =
            """

            ## Variables of `./bailiwick`

            Read by the script that starts Java, before any setting.

            | variable | default | meaning |
            |---|---|---|
            | `JAVA25_HOME` | looked for | folder of the JDK to use |
            | `BAILIWICK_JAVA_OPTS` | none | further options for Java, such as `-Xmx2g` (the heap has 512 MB by default) |
            | `BAILIWICK_AOT` | `on` | `off` starts without the class cache that the first start prepares |
            """;

    private SettingsPage() {}

    private record Group(String prefix, String meaning, List<Setting> settings) {}

    private record Setting(String name, String type, String normal, String meaning) {}

    static String text(List<Path> sources) {
        StringBuilder page = new StringBuilder(HEAD);
        groups(sources).stream()
                .sorted(Comparator.comparing(Group::prefix))
                .forEach(group -> append(page, group));
        return page.append(VARIABLES).toString();
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

    private static List<Group> groups(List<Path> files) {
        var compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK");
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            var units = manager.getJavaFileObjectsFromPaths(files);
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null, manager, null, List.of("-proc:none"), null, units);
            DocTrees docs = DocTrees.instance(task);
            List<Group> groups = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                new Reader(docs, groups).scan(unit, null);
            }
            return groups;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static final class Reader extends TreePathScanner<@Nullable Void, @Nullable Void> {

        private final DocTrees docs;
        private final List<Group> groups;

        Reader(DocTrees docs, List<Group> groups) {
            this.docs = docs;
            this.groups = groups;
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
                groups.add(new Group(prefix, plain(words(comment.getFullBody())), settings));
            }
            return super.visitClass(node, null);
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
