package dev.bailiwick.quality;

import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** One Java file as its syntax tree tells it; nothing is resolved. */
record JavaSource(
        Path file,
        String packageName,
        int lines,
        List<Type> types,
        List<Method> methods,
        List<String> imports,
        List<Catch> catches,
        List<String> texts) {

    /**
     * @param topLevel whether it stands by itself in its file
     */
    record Type(String name, boolean topLevel, boolean isPublic) {}

    /**
     * @param lines from its first annotation or modifier to its closing brace
     * @param ofRecord whether a record declares it: a record's constructor takes its values
     */
    record Method(String name, boolean constructor, int parameters, long lines, boolean ofRecord) {}

    /**
     * @param passesOn whether its block ends in a throw
     */
    record Catch(String type, long line, boolean passesOn) {}

    static List<JavaSource> parse(List<Path> files) {
        JavaCompiler compiler =
                Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK");
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    manager,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files));
            Trees trees = Trees.instance(task);
            List<JavaSource> sources = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                sources.add(new Reader(trees, unit).read());
            }
            return sources;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Reader extends TreePathScanner<@Nullable Void, @Nullable Void> {

        private final Trees trees;
        private final CompilationUnitTree unit;
        private final List<Type> types = new ArrayList<>();
        private final List<Method> methods = new ArrayList<>();
        private final List<String> imports = new ArrayList<>();
        private final List<Catch> catches = new ArrayList<>();
        private final List<String> texts = new ArrayList<>();

        Reader(Trees trees, CompilationUnitTree unit) {
            this.trees = trees;
            this.unit = unit;
        }

        JavaSource read() throws IOException {
            scan(unit, null);
            Path file = Path.of(unit.getSourceFile().toUri());
            int lines = (int) unit.getSourceFile().getCharContent(true).toString().lines().count();
            String packageName = String.valueOf(unit.getPackageName());
            return new JavaSource(
                    file, packageName, lines, types, methods, imports, catches, texts);
        }

        @Override
        public @Nullable Void visitImport(ImportTree node, @Nullable Void nothing) {
            imports.add(node.getQualifiedIdentifier().toString());
            return null;
        }

        @Override
        public @Nullable Void visitClass(ClassTree node, @Nullable Void nothing) {
            if (!node.getSimpleName().isEmpty()) {
                boolean isPublic = node.getModifiers().getFlags().contains(Modifier.PUBLIC);
                types.add(
                        new Type(
                                node.getSimpleName().toString(),
                                parent() instanceof CompilationUnitTree,
                                isPublic));
            }
            return super.visitClass(node, null);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree node, @Nullable Void nothing) {
            boolean constructor = node.getReturnType() == null;
            boolean ofRecord =
                    parent() instanceof ClassTree owner && owner.getKind() == Tree.Kind.RECORD;
            String name =
                    (parent() instanceof ClassTree owner ? owner.getSimpleName() + "." : "")
                            + node.getName();
            methods.add(
                    new Method(
                            name,
                            constructor,
                            node.getParameters().size(),
                            linesOf(node),
                            ofRecord));
            return super.visitMethod(node, null);
        }

        @Override
        public @Nullable Void visitCatch(CatchTree node, @Nullable Void nothing) {
            long line =
                    unit.getLineMap()
                            .getLineNumber(trees.getSourcePositions().getStartPosition(unit, node));
            List<? extends StatementTree> block = node.getBlock().getStatements();
            boolean passesOn = !block.isEmpty() && block.getLast() instanceof ThrowTree;
            catches.add(new Catch(node.getParameter().getType().toString(), line, passesOn));
            return super.visitCatch(node, null);
        }

        @Override
        public @Nullable Void visitLiteral(LiteralTree node, @Nullable Void nothing) {
            if (node.getValue() instanceof String text) {
                texts.add(text);
            }
            return null;
        }

        private @Nullable Tree parent() {
            TreePath above = getCurrentPath().getParentPath();
            return above == null ? null : above.getLeaf();
        }

        private long linesOf(Tree node) {
            var positions = trees.getSourcePositions();
            long end = positions.getEndPosition(unit, node);
            if (end < 0) {
                return 0;
            }
            long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, node));
            return unit.getLineMap().getLineNumber(end) - first + 1;
        }
    }
}
