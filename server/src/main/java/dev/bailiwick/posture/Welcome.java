package dev.bailiwick.posture;

import dev.bailiwick.posture.account.FirstAccount;
import dev.bailiwick.posture.directory.DataDirectory;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;

/** What the terminal shows once the server is ready: where it is and what to do next. */
final class Welcome {

    private Welcome() {}

    static String text(Environment environment, FirstAccount first) {
        String base = base(environment) + "/api/v1";
        return "Bailiwick Posture is ready at %s%n%n".formatted(base)
                + switch (first) {
                    case EXISTS -> signIn(base);
                    case FREE -> makeAccount(base, "");
                    case NEEDS_TOKEN ->
                            makeAccount(
                                    base,
                                    " -H \"Invitation-Token: $(cat '%s')\""
                                            .formatted(token(environment)));
                };
    }

    /** Where the server is, with the prefix of its paths. */
    static String base(Environment environment) {
        return "%s://%s:%s%s"
                .formatted(
                        environment.containsProperty("bailiwick.tls.key") ? "https" : "http",
                        host(environment),
                        environment.getProperty("local.server.port", "8080"),
                        environment.getProperty("bailiwick.http.path-prefix", ""));
    }

    private static String makeAccount(String base, String header) {
        return """
        Next, make an account:
          curl -X POST "%s/users" -H 'Content-Type: application/vnd.api+json'%s -d \\
            '{"data":{"type":"users","attributes":{"name":"Ada","email":"ada@example.com","password":"Correct-horse-battery-1"}}}'
        """
                .formatted(base, header);
    }

    private static String signIn(String base) {
        return """
        Next, get a token for your account:
          curl -X POST "%s/tokens" -H 'Content-Type: application/vnd.api+json' -d \\
            '{"data":{"type":"tokens","attributes":{"email":"…","password":"…"}}}'
        """
                .formatted(base);
    }

    /** As it may stand in a URL: everywhere is no place to go to. */
    private static String host(Environment environment) {
        Binder settings = Binder.get(environment);
        InetAddress address =
                settings.bind("bailiwick.http.address", InetAddress.class)
                        .orElseGet(InetAddress::getLoopbackAddress);
        if (!address.isAnyLocalAddress()) {
            return bracketed(environment.getProperty("bailiwick.http.address", "127.0.0.1"));
        }
        return settings
                .bind("bailiwick.http.allowed-hosts", Bindable.listOf(String.class))
                .orElse(List.of())
                .stream()
                .filter(name -> !name.contains("*"))
                .findFirst()
                .map(Welcome::bracketed)
                .orElse("localhost");
    }

    private static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    private static Path token(Environment environment) {
        return DataDirectory.at(Path.of(environment.getProperty("bailiwick.data", "data")))
                .firstAccount();
    }
}
