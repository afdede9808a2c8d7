package dev.bailiwick.checks;

import dev.bailiwick.checks.files.Folder;
import dev.bailiwick.checks.files.Limits;
import dev.bailiwick.checks.resource.Unread;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** All of a directory, judged by a set of checks. */
public final class Examination {

    /** Takes what is found as it is found, in the order of the files. */
    public interface Findings {

        void result(CheckResult result);

        /** What could not be read, of which nothing is known. */
        void unread(Unread unread);
    }

    private final Checks checks;
    private final Limits limits;

    public Examination(Checks checks, Limits limits) {
        this.checks = checks;
        this.limits = limits;
    }

    /**
     * Reads all below {@code directory}. A file that cannot be read stops nothing.
     *
     * @throws IOException if {@code directory} is no directory or cannot be read
     */
    public void of(Path directory, Findings findings) throws IOException {
        Consumer<CheckResult> results = findings::result;
        Folder.read(
                directory, limits, resource -> checks.judge(resource, results), findings::unread);
    }
}
