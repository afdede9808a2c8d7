package dev.bailiwick.posture;

import org.springframework.core.env.Environment;

/** What the terminal shows once the server is ready: where it is and what to do next. */
final class Welcome {

    private Welcome() {}

    static String text(Environment environment) {
        String base =
                "http://%s:%s/api/v1"
                        .formatted(
                                environment.getProperty("server.address", "127.0.0.1"),
                                environment.getProperty("local.server.port", "8080"));
        return """
        Bailiwick Posture is ready at %s

        Next, make an account:
          curl -X POST %s/users -H 'Content-Type: application/vnd.api+json' -d \\
            '{"data":{"type":"users","attributes":{"name":"Ada","email":"ada@example.com","password":"Correct-horse-1"}}}'
        """
                .formatted(base, base);
    }
}
