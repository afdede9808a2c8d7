package dev.bailiwick.posture;

import dev.bailiwick.cli.BailiwickCommand;

import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** {@code bailiwick worker}: runs jobs beside a server until it is told to stop. */
@Command(
        name = "worker",
        description = {
            "Runs jobs beside a server, and no API.",
            "On the server's machine it uses the server's data directory and the database that runs"
                    + " there; elsewhere, the same external database with a copy of the secrets."
        },
        mixinStandardHelpOptions = true)
public final class WorkerCommand implements BailiwickCommand {

    @Mixin private final ProcessOptions options = new ProcessOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--queues",
            defaultValue = "all",
            paramLabel = "NAMES",
            description =
                    "The queues it serves, such as scans,checks (${DEFAULT-VALUE}): scans,"
                            + " ingestion, overview, compliance, integrations, deletion, backfill,"
                            + " scan-reports, checks, general.")
    private String queues = "all";

    @Option(
            names = "--port",
            defaultValue = "0",
            paramLabel = "PORT",
            description = "Port on which it answers for its health; any free one if it is 0.")
    private int port;

    @Override
    public Integer call() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        ConfigurableApplicationContext worker = Posture.start(settings());
        worker.addApplicationListener(
                (ApplicationListener<ContextClosedEvent>) event -> closed.countDown());
        spec.commandLine()
                .getOut()
                .printf(
                        "Bailiwick worker is at work (queues: %s); its health is at %s%n",
                        queues, Welcome.base(worker.getEnvironment()) + "/health/ready");
        spec.commandLine().getOut().flush();
        closed.await();
        return 1;
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(options.settings());
        settings.put("bailiwick.http.port", Integer.toString(port));
        settings.put("bailiwick.api.served", "false");
        settings.put("bailiwick.database.joins", "true");
        settings.put("bailiwick.jobs.serves", queues);
        return settings;
    }
}
