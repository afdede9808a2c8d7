package dev.bailiwick.checks;

import dev.bailiwick.checks.files.Limits;
import dev.bailiwick.checks.resource.Unread;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Examines a directory as often at once as a server scans by default, in a process of its own whose
 * memory can be bounded.
 */
final class HostileFiles {

    private static final int AT_ONCE = 4;

    private HostileFiles() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        var checks = Checks.builtIn();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            threads.add(
                    new Thread(null, () -> examine(checks, directory), "examining", 512 * 1024));
        }
        threads.forEach(Thread::start);
        for (Thread each : threads) {
            each.join();
        }
    }

    private static void examine(Checks checks, Path directory) {
        var told = new Told();
        try {
            new Examination(checks, Limits.defaults()).of(directory, told);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        System.out.println("examined: " + told.results + " results, unread: " + told.first);
    }

    private static final class Told implements Examination.Findings {

        private int results;
        private String first = "";

        @Override
        public void result(CheckResult result) {
            results++;
        }

        @Override
        public void unread(Unread unread) {
            first = first.isEmpty() ? unread.reason() : first;
        }
    }
}
