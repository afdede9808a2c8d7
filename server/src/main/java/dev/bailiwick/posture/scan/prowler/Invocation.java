package dev.bailiwick.posture.scan.prowler;

import dev.bailiwick.posture.scan.engine.Choice;
import dev.bailiwick.posture.scan.engine.ScanOrder;
import dev.bailiwick.posture.scan.process.Launch;
import dev.bailiwick.posture.scan.process.Limits;
import dev.bailiwick.posture.scan.process.Mark;
import dev.bailiwick.posture.scan.process.PrivateDirectory;
import dev.bailiwick.posture.scan.process.Programs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How Prowler is started for one scan: arguments of a closed list, and all of its environment. */
final class Invocation {

    private static final String NAME = "results";

    /** What the machine itself is in a cloud is told by these, or asked of an address there. */
    private static final Map<String, String> NOBODY =
            Map.of("AWS_EC2_METADATA_DISABLED", "true", "NO_GCE_CHECK", "true");

    private static final String OF_AWS = "AWS_";
    private static final Duration VERSION_LIMIT = Duration.ofMinutes(2);

    private final Path program;
    private final ProwlerProperties settings;
    private final Path home;
    private final Path temporary;
    private final Path output;

    Invocation(Path program, ProwlerProperties settings, PrivateDirectory directory) {
        this.program = program;
        this.settings = settings;
        this.home = directory.folder("home");
        this.temporary = directory.folder("tmp");
        this.output = directory.folder("out");
    }

    /** Where the results come to lie. */
    Path results() {
        return output.resolve(NAME + ".ocsf.json");
    }

    Launch of(Mark mark, ScanOrder order, SignIn signIn, HostIdentity host) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.add(order.account().kind().word());
        command.addAll(signIn.arguments());
        choose(command, order.choice());
        command.addAll(List.of("--output-formats", "json-ocsf"));
        command.addAll(List.of("--output-directory", output.toString()));
        command.addAll(List.of("--output-filename", NAME));
        command.addAll(List.of("--no-banner", "--no-color", "--verbose"));
        command.addAll(List.of("--log-level", "CRITICAL"));
        return launch(mark, command, environment(signIn, host), settings.timeLimit());
    }

    /** Asks which version it is. */
    Launch version(Mark mark) {
        return launch(
                mark,
                List.of(program.toString(), "--version"),
                environment(Map.of(), HostIdentity.KEPT),
                VERSION_LIMIT);
    }

    private Launch launch(
            Mark mark, List<String> command, Map<String, String> environment, Duration time) {
        return new Launch(
                mark,
                command,
                environment,
                home,
                new Limits(time, settings.memoryLimit(), settings.outputLimit()));
    }

    private static void choose(List<String> command, Choice choice) {
        choose(command, "--check", choice.checks());
        choose(command, "--service", choice.services());
        choose(command, "--region", choice.regions());
        choose(command, "--severity", choice.severities());
    }

    private static void choose(List<String> command, String option, List<String> values) {
        if (!values.isEmpty()) {
            command.add(option);
            command.addAll(values);
        }
    }

    private Map<String, String> environment(SignIn signIn, HostIdentity host) {
        return environment(signIn.variables(), host);
    }

    private Map<String, String> environment(Map<String, String> signIn, HostIdentity host) {
        Map<String, String> environment = new HashMap<>();
        Map<String, String> own = System.getenv();
        own.forEach(
                (name, value) -> {
                    if (settings.passesOn(name)) {
                        environment.put(name, value);
                    }
                });
        environment.put("PATH", Programs.searchPath());
        environment.put("HOME", home.toString());
        environment.put("TMPDIR", temporary.toString());
        environment.put("LANG", "C.UTF-8");
        environment.put("PYTHONUNBUFFERED", "1");
        // no profiles, and with them no programs that give credentials
        environment.put("AWS_CONFIG_FILE", home.resolve("none").toString());
        environment.put("AWS_SHARED_CREDENTIALS_FILE", home.resolve("none").toString());
        switch (host) {
            case KEPT -> environment.putAll(NOBODY);
            case LENT ->
                    own.forEach(
                            (name, value) -> {
                                if (name.startsWith(OF_AWS)) {
                                    environment.put(name, value);
                                }
                            });
        }
        environment.putAll(signIn);
        return environment;
    }
}
