package dev.bailiwick.cli.wall;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.declaration.Declaration;
import dev.bailiwick.declaration.yaml.MalformedFileException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The options by which a command is told what is declared. */
public final class WallOptions {

    @Option(
            names = "--declaration",
            paramLabel = "FILE",
            description = "The file in which every table is declared.")
    private @Nullable Path file;

    @Option(
            names = "--wall",
            paramLabel = "CLASS#MEMBER",
            description =
                    "The wall in Java: a static field or method, as com.example.Tables#WALL, on"
                            + " --class-path.")
    private @Nullable String member;

    @Option(
            names = "--class-path",
            defaultValue = "",
            paramLabel = "PATH",
            description = "Jars and folders of --wall.")
    private String classPath = "";

    /**
     * What was declared.
     *
     * @throws CommandException unless it is said exactly once, and can be read
     */
    public DeclaredWall read() {
        long sources = Stream.of(file, member).filter(source -> source != null).count();
        if (sources != 1) {
            throw CommandException.couldNot(
                    "Say where the tables are declared: either --declaration FILE or --wall"
                            + " CLASS#MEMBER.");
        }
        return member == null ? ofFile() : ofClass(member);
    }

    /** Whether a declaration was named at all. */
    public boolean given() {
        return file != null || member != null;
    }

    private DeclaredWall ofFile() {
        Path path = Optional.ofNullable(file).orElseThrow();
        try {
            Declaration declaration = Declaration.read(path);
            return new DeclaredWall(declaration.wall(), path.toString(), declaration::placeOf);
        } catch (IOException unreadable) {
            throw CommandException.couldNot(
                    "The declaration %s cannot be read: %s."
                            .formatted(path, unreadable.getClass().getSimpleName()));
        } catch (MalformedFileException malformed) {
            throw CommandException.couldNot(
                    "The declaration is wrong:%n%s".formatted(malformed.getMessage()));
        }
    }

    private DeclaredWall ofClass(String named) {
        return DeclaredWall.nowhere(JavaWall.parse(named).load(classPath), named);
    }
}
