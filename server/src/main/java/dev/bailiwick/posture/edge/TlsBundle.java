package dev.bailiwick.posture.edge;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

import java.nio.file.Path;
import java.util.Map;

/** Hands the certificate files to Spring Boot's TLS bundles, which watch them and reload. */
final class TlsBundle implements EnvironmentPostProcessor, Ordered {

    static final String NAME = "edge";

    private static final String BUNDLE = "spring.ssl.bundle.pem." + NAME;

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(
            ConfigurableEnvironment environment, SpringApplication application) {
        String certificate = environment.getProperty("bailiwick.tls.certificate");
        String key = environment.getProperty("bailiwick.tls.key");
        if (certificate != null && key != null) {
            environment
                    .getPropertySources()
                    .addLast(
                            new MapPropertySource(
                                    "bailiwick.tls",
                                    Map.of(
                                            BUNDLE + ".keystore.certificate",
                                            location(certificate),
                                            BUNDLE + ".keystore.private-key",
                                            location(key),
                                            BUNDLE + ".reload-on-update",
                                            "true",
                                            "spring.ssl.bundle.watch.file.quiet-period",
                                            "2s")));
        }
    }

    private static String location(String file) {
        return Path.of(file).toAbsolutePath().toUri().toString();
    }
}
