package dev.bailiwick.posture;

import org.springframework.core.env.Environment;

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
          curl -X POST %s/users -H 'Content-Type: application/vnd.api+json' -d \\
            '{"data":{"type":"users","attributes":{"name":"Ada","email":"ada@example.com","password":"Correct-horse-1"}}}'
        """
                .formatted(base, base);
    }
}
