package dev.bailiwick.posture.database.backup;

import dev.bailiwick.cli.BailiwickCommand;
import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.database.embedded.EmbeddedPostgres;
import dev.bailiwick.posture.database.embedded.RestoreMark;
import dev.bailiwick.posture.database.setup.SchemaVersion;
import dev.bailiwick.posture.directory.DataOption;
import dev.bailiwick.posture.disk.Disk;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/** {@code bailiwick restore}: a data directory from the file of a backup. */
@Command(
        name = "restore",
        description = {
            "Makes a data directory of a backup. The directory must be empty or not be there; it"
                    + " appears when everything was checked."
        },
        mixinStandardHelpOptions = true)
public final class RestoreCommand implements BailiwickCommand {

    @Parameters(paramLabel = "FILE", description = "What ./bailiwick backup has written.")
    private Path file = Path.of("backup");

    @Mixin private final DataOption data = new DataOption();

    @Option(
            names = "--revoke-keys",
            description =
                    "Also ends all API keys and all invitations that wait. Those that were"
                            + " revoked since the backup are good again otherwise.")
    private boolean revokeKeys;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Path target = data.path().toAbsolutePath().normalize();
        refuseUnlessEmpty(target);
        if (!Files.isRegularFile(file)) {
            throw CommandException.couldNot("There is no file %s.".formatted(file));
        }
        try (Unpacking backup = Unpacking.of(file)) {
            About about = backup.about();
            check(about);
            restore(backup, target);
            tell(about, target);
            return 0;
        } catch (IOException e) {
            throw CommandException.couldNot(
                    "The backup %s was not restored: %s".formatted(file, e));
        }
    }

    private static void refuseUnlessEmpty(Path target) {
        try {
            if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
                try (Stream<Path> content = Files.list(target)) {
                    if (content.findAny().isEmpty()) {
                        return;
                    }
                }
            }
            throw CommandException.couldNot(
                    "%s is there and not an empty directory; a backup is restored into a new one. Move it away or name another with --data."
                            .formatted(target));
        } catch (IOException e) {
            throw CommandException.couldNot("%s cannot be read: %s".formatted(target, e));
        }
    }

    private void check(About about) {
        if (about.format() != About.FORMAT) {
            throw CommandException.couldNot(
                    "%s is a backup of format %d, made by Bailiwick %s; this one reads format %d."
                            .formatted(file, about.format(), about.product(), About.FORMAT));
        }
        if (!about.postgresMajor().equals(EmbeddedPostgres.MAJOR)) {
            throw CommandException.couldNot(
                    "%s has a database of PostgreSQL %s, and this Bailiwick brings %s; restore it with the Bailiwick that made it, %s."
                            .formatted(
                                    file,
                                    about.postgres(),
                                    EmbeddedPostgres.MAJOR,
                                    about.product()));
        }
        if (!about.machine().equals(About.here())) {
            throw CommandException.couldNot(
                    "%s was made on %s and this is %s: the files of a database are not for another kind of machine."
                            .formatted(file, about.machine(), About.here()));
        }
        SchemaVersion.refuseNewer(about.schema());
    }

    private void restore(Unpacking backup, Path target) throws IOException {
        Path parent = target.getParent();
        if (parent == null) {
            throw CommandException.couldNot("Name a directory with --data, not the root.");
        }
        Files.createDirectories(parent);
        removeLeftOvers(target);
        try (RestoreFolder folder = RestoreFolder.beside(target)) {
            Path half = folder.content();
            backup.into(half);
            EmbeddedPostgres.adopt(half.resolve("postgres"));
            new RestoreMark(half).set(revokeKeys);
            Disk.syncAll(half);
            place(half, target);
            Disk.sync(parent);
        }
    }

    /** They have keys, and take the room that is needed now. */
    private void removeLeftOvers(Path target) {
        PrintWriter out = spec.commandLine().getOut();
        try {
            RestoreFolder.removeLeftOvers(target)
                    .forEach(
                            left ->
                                    out.printf(
                                            "%s was left by a restore that was killed, and is"
                                                    + " removed.%n",
                                            left));
        } catch (IOException e) {
            out.printf(
                    "A restore that was killed has left what cannot be removed (%s); it has what"
                            + " the backup had, also the keys.%n",
                    e);
        }
        out.flush();
    }

    /** An empty directory is replaced in the same step; one that was filled meanwhile is not. */
    private static void place(Path half, Path target) {
        try {
            Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw CommandException.couldNot(
                    "%s cannot be replaced (%s). If it is where a disk is mounted, name a directory below it with --data."
                            .formatted(target, e));
        }
    }

    private void tell(About about, Path target) {
        var out = spec.commandLine().getOut();
        out.printf(
                "%s is as it was at the end of the backup that began at %s.%nDo not let it run"
                        + " beside the one that the backup is of: both would scan the same"
                        + " providers. If that one is gone:%n  ./bailiwick serve --data %s%nOnly to"
                        + " look into it:%n  ./bailiwick serve --role api --data %s%n",
                target, about.made().truncatedTo(ChronoUnit.SECONDS), data.path(), data.path());
        out.printf(
                "Then everybody signs in again. What was taken away since the backup is good again:"
                        + " roles, memberships%s.%n",
                revokeKeys
                        ? "; all API keys and invitations end"
                        : ", API keys, invitations (--revoke-keys ends them all)");
        if (!about.keys()) {
            out.printf(
                    "It has no keys: first put the master key into %s, readable by its owner"
                            + " alone.%n",
                    target.resolve("secrets/master-key"));
        }
        out.flush();
    }
}
