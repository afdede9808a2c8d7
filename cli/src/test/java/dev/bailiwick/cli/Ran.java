package dev.bailiwick.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** A command that was run as the shell runs it, and what came of it. */
public record Ran(int exitCode, String out, String err) {

    public static Ran of(BailiwickCommand command, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                Bailiwick.run(
                        List.of(command),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        args);
        return new Ran(exitCode, out.toString(), err.toString());
    }
}
