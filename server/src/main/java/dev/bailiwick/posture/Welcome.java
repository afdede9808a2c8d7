package dev.bailiwick.posture;

import org.springframework.core.env.Environment;

import java.nio.file.Files;
import java.nio.file.Path;

/** What the terminal shows once the server is ready: where it is and what to do next. */
final class Welcome {

    private Welcome() {}

    static String text(Environment environment) {
        String base =
                "%s://%s:%s%s/api/v1"
                        .formatted(
                                environment.containsProperty("bailiwick.tls.key")
                                        ? "https"
                                        : "http",
                                environment.getProperty("bailiwick.http.address", "127.0.0.1"),
                                environment.getProperty("local.server.port", "8080"),
                                environment.getProperty("bailiwick.http.path-prefix", ""));
        return """
        Bailiwick Posture is ready at %s

        Next, make an account:
          curl -X POST "%s/users%s" -H 'Content-Type: application/vnd.api+json' -d \\
            '{"data":{"type":"users","attributes":{"name":"Ada","email":"ada@example.com","password":"Correct-horse-1"}}}'
        """
                .formatted(base, base, invitation(environment));
    }

    /** Where sign-up is closed, the first account is made with a token from the data directory. */
    private static String invitation(Environment environment) {
        Path token =
                Path.of(environment.getProperty("bailiwick.data", "data"))
                        .resolve("secrets/first-account");
        return Files.exists(token) ? "?invitation_token=$(cat '%s')".formatted(token) : "";
    }
}
