package dev.bailiwick.cli.wall;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.cli.database.DatabaseOptions;
import dev.bailiwick.declaration.Declaration;
import dev.bailiwick.declaration.yaml.MalformedFileException;
import dev.bailiwick.postgres.Roles;

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

    @Option(
            names = "--tenant-table",
            paramLabel = "NAME",
            description =
                    "No declaration yet: what follows from the foreign keys to the table of"
                            + " tenants.")
    private @Nullable String tenants;

    @Option(
            names = "--schema",
            defaultValue = "public",
            paramLabel = "NAME",
            description = "Of --tenant-table (${DEFAULT-VALUE}).")
    private String schema = "public";

    @Option(
            names = "--owner-role",
            paramLabel = "NAME",
            description = "Owns the tables of --tenant-table, and migrates them.")
    private @Nullable String owner;

    @Option(
            names = "--app-role",
            paramLabel = "NAME",
            description =
                    "Serves from the tables of --tenant-table (the owner's name, with _app instead"
                            + " of _owner).")
    private @Nullable String app;

    /**
     * What was declared.
     *
     * @param database whose catalogue is read, if that is what was asked for
     * @throws CommandException unless it is said exactly once, and can be read
     */
    public DeclaredWall read(DatabaseOptions database) {
        long sources = Stream.of(file, member, tenants).filter(source -> source != null).count();
        if (sources != 1) {
            throw CommandException.couldNot(
                    "Say where the tables are declared: one of --declaration FILE, --wall"
                            + " CLASS#MEMBER and, where nothing is declared yet, --tenant-table"
                            + " NAME.");
        }
        if (tenants != null) {
            return DeclaredWall.nowhere(
                    catalogue(database, tenants).wall(), "the foreign keys to " + tenants);
        }
        return member == null ? ofFile() : ofClass(member);
    }

    /**
     * The text of a declaration file for what {@code --tenant-table} names.
     *
     * @throws CommandException if something else was named
     */
    public ProposedFile propose(DatabaseOptions database) {
        if (tenants == null) {
            return new ProposedFile(Declaration.write(read(database).wall()), 0, 0);
        }
        Catalogue catalogue = catalogue(database, tenants);
        return new ProposedFile(catalogue.file(), catalogue.tables().size(), catalogue.blocking());
    }

    private Catalogue catalogue(DatabaseOptions database, String named) {
        if (owner == null) {
            throw CommandException.couldNot(
                    "Say who owns the tables: --owner-role NAME, beside --tenant-table.");
        }
        Roles roles =
                Roles.of(owner, app == null ? owner.replaceFirst("_owner$", "") + "_app" : app);
        return Catalogue.read(database.as(owner), schema, named, roles);
    }

    /**
     * A declaration file that is to be reviewed.
     *
     * @param tables that are declared in it
     * @param questions that must be answered before it can be used
     */
    public record ProposedFile(String text, int tables, long questions) {}

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
