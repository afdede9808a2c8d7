package dev.bailiwick.posture.scan.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What is to be started.
 *
 * @param command program and arguments; anybody on the machine may read them
 * @param environment all of it
 * @param folder where it works
 */
public record Launch(
        Mark mark,
        List<String> command,
        Map<String, String> environment,
        Path folder,
        Limits limits) {

    public Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** Without the environment, which holds credentials. */
    @Override
    public String toString() {
        return "Launch" + command;
    }
}
