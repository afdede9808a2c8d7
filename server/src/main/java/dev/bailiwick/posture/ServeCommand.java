package dev.bailiwick.posture;

import dev.bailiwick.cli.BailiwickCommand;
import dev.bailiwick.posture.account.FirstAccount;
import dev.bailiwick.posture.account.SignUpDoor;

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

/** {@code bailiwick serve}: runs the server until it is told to stop. */
@Command(
        name = "serve",
        description = "Runs the posture server, with a database of its own unless told otherwise.",
        mixinStandardHelpOptions = true)
public final class ServeCommand implements BailiwickCommand {

    @Mixin private final ProcessOptions process = new ProcessOptions();
    @Mixin private final ServeOptions options = new ServeOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--train",
            hidden = true,
            description = "Starts on throw-away data, answers a few requests and ends.")
    private boolean train;

    @Override
    public Integer call() throws InterruptedException {
        if (train) {
            Training.run();
            return 0;
        }
        CountDownLatch closed = new CountDownLatch(1);
        ConfigurableApplicationContext server = Posture.start(settings());
        server.addApplicationListener(
                (ApplicationListener<ContextClosedEvent>) event -> closed.countDown());
        FirstAccount first = server.getBean(SignUpDoor.class).firstAccount();
        spec.commandLine().getOut().print(Welcome.text(server.getEnvironment(), first));
        spec.commandLine().getOut().flush();
        closed.await();
        return 1;
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(process.settings());
        settings.putAll(options.settings());
        return settings;
    }
}
