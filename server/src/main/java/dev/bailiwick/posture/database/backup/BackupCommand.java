package dev.bailiwick.posture.database.backup;

import dev.bailiwick.cli.BailiwickCommand;
import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.database.InstallationOptions;
import dev.bailiwick.posture.database.SuperuserDatabase;
import dev.bailiwick.posture.directory.DataDirectory;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Locale;
import java.util.Objects;

/** {@code bailiwick backup}: an installation in one file. */
@Command(
        name = "backup",
        description = {
            "Copies the embedded database, the keys and all else of a data directory into one file,"
                    + " also while a server runs on it.",
            "Whoever has the file has what the keys open; it is readable by its owner alone."
        },
        mixinStandardHelpOptions = true)
public final class BackupCommand implements BailiwickCommand {

    @Parameters(paramLabel = "FILE", description = "The file to write; must not be there yet.")
    private Path file = Path.of("backup");

    @Mixin private final InstallationOptions installation = new InstallationOptions();

    @Option(
            names = "--without-keys",
            description =
                    "Leaves out the master key and the keys of tokens and invitations, which must"
                            + " then be kept elsewhere. Name those that are not where they usually"
                            + " are.")
    private boolean withoutKeys;

    @Mixin private KeyOptions keys = new KeyOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        refuseExternal();
        Path target = target();
        try (DraftFile draft = DraftFile.of(target);
                SuperuserDatabase database = SuperuserDatabase.open(installation.data())) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> forget(draft)));
            Written written = write(draft, database, folderOf(target));
            draft.publish();
            tell(target, written);
            return 0;
        } catch (IOException e) {
            throw CommandException.couldNot(
                    "The backup was given up, and %s was not written: %s"
                            .formatted(target, reason(e)));
        } catch (SQLException e) {
            throw CommandException.couldNot(
                    "The backup was given up, and %s was not written; PostgreSQL says: %s"
                            .formatted(
                                    target,
                                    String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
        }
    }

    private void refuseExternal() {
        Path data = installation.data();
        boolean external = installation.isExternal();
        if (external || !SuperuserDatabase.isIn(data)) {
            throw CommandException.couldNot(
                    "There is no embedded database %s. An external PostgreSQL is backed up by its own means, pg_dump or pg_basebackup; keep with that a copy of secrets and keys in %s. See docs/backup.md."
                            .formatted(external ? "to copy" : "in " + data, data));
        }
    }

    /** A copy that is lost with the original is none. */
    private Path target() {
        try {
            Path folder = file.toAbsolutePath().normalize().getParent();
            if (folder == null || !Files.isDirectory(folder)) {
                throw CommandException.couldNot("There is no folder for %s.".formatted(file));
            }
            if (folder.toRealPath().startsWith(installation.data().toRealPath())) {
                throw CommandException.couldNot(
                        "%s lies in the data directory that it is to be a copy of; choose a place elsewhere."
                                .formatted(file));
            }
            return folder.resolve(file.getFileName());
        } catch (IOException e) {
            throw CommandException.couldNot("%s cannot be written: %s".formatted(file, e));
        }
    }

    private record Written(int files, long size, long packed) {}

    private static Path folderOf(Path file) {
        return Objects.requireNonNull(file.getParent(), "it was made below one");
    }

    private Written write(DraftFile draft, SuperuserDatabase database, Path folder)
            throws IOException, SQLException {
        Path data = installation.data();
        Archive archive = new Archive(draft.stream());
        try (archive) {
            @Nullable KeyPlaces without = withoutKeys ? keys.places(DataDirectory.at(data)) : null;
            new Backup(data, without, folder, Clock.systemUTC()).write(database, archive);
        }
        return new Written(archive.files(), archive.size(), draft.size());
    }

    private void tell(Path target, Written written) {
        var out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%s has %s: %d files of %.1f MB, packed into %.1f MB.%n",
                target,
                withoutKeys ? "the database" : "the database and the keys",
                written.files(),
                written.size() / 1e6,
                written.packed() / 1e6);
        if (withoutKeys || !isInData(keys.master(DataDirectory.at(installation.data())))) {
            out.println(
                    "The master key is not in it. Keep a copy elsewhere: without it the credentials"
                            + " of providers are lost.");
        }
        out.flush();
    }

    private boolean isInData(Path file) {
        Path folder = installation.data().toAbsolutePath().normalize();
        return Files.exists(file) && file.toAbsolutePath().normalize().startsWith(folder);
    }

    private static void forget(DraftFile draft) {
        try {
            draft.close();
        } catch (IOException e) {
            // the next backup of this name removes it
        }
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException ? e.toString() : String.valueOf(e.getMessage());
    }
}
