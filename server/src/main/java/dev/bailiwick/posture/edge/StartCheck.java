package dev.bailiwick.posture.edge;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.edge.tls.TlsProperties;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Looks at the port and the settings before anything is made or started: a wrong one costs a line,
 * and no database. All of it is looked at again by what uses it.
 */
public final class StartCheck
        implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final Logger log = LoggerFactory.getLogger(StartCheck.class);

    private static final String OURS = "dev.bailiwick";

    /**
     * @throws CommandException if the port is taken or a setting is unknown
     * @throws org.springframework.boot.context.properties.bind.BindException if a setting is wrong
     */
    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        Binder binder = Binder.get(environment, new WrittenUnits(environment, BindHandler.DEFAULT));
        HttpProperties http = binder.bindOrCreate("bailiwick.http", HttpProperties.class);
        requireFree(http);
        if (isNew(binder)) {
            List<Class<?>> types = types();
            SettingsCheck.check(environment, types);
            types.forEach(type -> binder.bindOrCreate(SettingsCheck.prefix(type), type));
        }
        TlsProperties tls = binder.bindOrCreate("bailiwick.tls", TlsProperties.class);
        boolean served = binder.bindOrCreate("bailiwick.api", ApiProperties.class).served();
        if (served && isOpen(http, tls)) {
            log.warn(
                    "Passwords and tokens are sent in clear text: {} is beyond this machine, and"
                            + " there is no TLS. Give --tls-certificate and --tls-key, or name the"
                            + " proxy that has it with --trusted-proxies.",
                    http.address().getHostAddress());
        }
    }

    /** Whether what is sent can be read by others than the two ends. */
    static boolean isOpen(HttpProperties http, TlsProperties tls) {
        return !http.address().isLoopbackAddress()
                && tls.key() == null
                && http.trustedProxies().isEmpty();
    }

    private static void requireFree(HttpProperties http) {
        if (http.port() == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(http.address(), http.port()), 1);
        } catch (BindException e) {
            if (String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("in use")) {
                throw CommandException.couldNot(
                        "Port %d is taken; choose another with --port.".formatted(http.port()));
            }
            log.debug("Port {} cannot be tried", http.port(), e);
        } catch (IOException e) {
            log.debug("Port {} cannot be tried", http.port(), e);
        }
    }

    /** Whether there is no database yet: only then a wrong setting would leave one behind. */
    private static boolean isNew(Binder binder) {
        Path data = binder.bind("bailiwick.data", Path.class).orElse(Path.of("data"));
        return binder.bind("bailiwick.database.url", String.class).orElse("").isBlank()
                && Files.notExists(data.resolve("postgres"));
    }

    private static List<Class<?>> types() {
        var records = new ClassPathScanningCandidateComponentProvider(false);
        records.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        return records.findCandidateComponents(OURS).stream()
                .<Class<?>>map(
                        found ->
                                ClassUtils.resolveClassName(
                                        String.valueOf(found.getBeanClassName()),
                                        StartCheck.class.getClassLoader()))
                .filter(Class::isRecord)
                .toList();
    }
}
