package dev.bailiwick.posture.scan.builtin;

import dev.bailiwick.checks.Check;
import dev.bailiwick.checks.Checks;
import dev.bailiwick.checks.ChecksException;
import dev.bailiwick.checks.resource.Format;
import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.disk.FileFault;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.scan.engine.Choice;
import dev.bailiwick.posture.scan.engine.ScanFailedException;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** The checks that come with the engine and those of the operator's own. */
@Component
final class ChecksAtHand {

    private @Nullable Checks all;

    /**
     * Reads the operator's own; those that come with the engine alone can wait until they are
     * wanted.
     *
     * @throws CommandException if one of the operator's own cannot be used
     */
    ChecksAtHand(ChecksProperties settings) {
        Path own = settings.directory();
        if (settings.enabled() && own != null) {
            all = withOwn(own, "bailiwick.checks.directory");
        }
    }

    /**
     * Those that come with the engine, and those in a directory.
     *
     * @param setting that names it, for whoever named it wrongly
     * @throws CommandException if one of them cannot be used, or there is none
     */
    static Checks withOwn(Path directory, String setting) {
        Checks builtIn = Checks.builtIn();
        try {
            Path real = directory.toRealPath();
            if (!Files.isDirectory(real)) {
                throw CommandException.couldNot(
                        "%s is no directory (%s): name the one that the file of checks is in."
                                .formatted(directory, setting));
            }
            Checks both = builtIn.with(real);
            if (both.all().size() == builtIn.all().size()) {
                throw CommandException.couldNot(
                        ("There is no check in %s (%s): files of checks"
                                        + " end in .yaml or .yml, and links are not followed.")
                                .formatted(directory, setting));
            }
            return both;
        } catch (ChecksException e) {
            throw CommandException.couldNot(
                    "The checks in %s cannot be used (%s):\n%s"
                            .formatted(directory, setting, e.getMessage()));
        } catch (IOException e) {
            throw CommandException.couldNot(
                    "The checks in %s cannot be read (%s): %s."
                            .formatted(directory, setting, FileFault.of(e)));
        }
    }

    private synchronized Checks all() {
        Checks read = all == null ? Checks.builtIn() : all;
        all = read;
        return read;
    }

    /**
     * Those that are chosen of those that look at providers of this kind.
     *
     * @throws ScanFailedException if there is none of a name or a service that is chosen
     */
    Checks chosen(ProviderKind kind, Choice choice) {
        Checks ofKind = all().only(check -> looksAt(check, kind));
        require("There is no check '%s'", choice.checks(), ofKind, kind, Check::id);
        require("No check is of the service '%s'", choice.services(), ofKind, kind, Check::service);
        return ofKind.only(
                check ->
                        has(choice.checks(), check.id())
                                && has(choice.services(), check.service())
                                && has(choice.severities(), check.severity().word()));
    }

    /** What runs is told by the cluster as manifests are written. */
    private static boolean looksAt(Check check, ProviderKind kind) {
        return kind != ProviderKind.KUBERNETES || check.format() == Format.KUBERNETES;
    }

    private static void require(
            String otherwise,
            List<String> words,
            Checks checks,
            ProviderKind kind,
            Function<Check, String> word) {
        List<String> known = checks.all().stream().map(word).toList();
        for (String each : words) {
            if (!known.contains(each)) {
                throw ScanFailedException.because(
                        (otherwise + " for providers of the kind '%s'.")
                                .formatted(each, kind.word()));
            }
        }
    }

    private static boolean has(List<String> words, String word) {
        return words.isEmpty() || words.contains(word);
    }
}
