package dev.bailiwick.spring.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.core.Attempt;
import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.spring.Authentication;
import dev.bailiwick.spring.Authentication.Outcome;
import dev.bailiwick.spring.Authority;
import dev.bailiwick.spring.CurrentAuthority;
import dev.bailiwick.spring.KnownPermissions;
import dev.bailiwick.spring.RequiresPermission;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Requests whose authority moves between their authentication and what they do. */
class AttemptingHandlersIT {

    private static ConfigurableApplicationContext application;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        SpringApplication app = new SpringApplication(Application.class);
        app.setDefaultProperties(Map.of("server.port", "0", "spring.main.banner-mode", "off"));
        application = app.run();
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        http.close();
        application.close();
    }

    /** The header says which permissions there are at first, and which when it is asked again. */
    @ParameterizedTest
    @CsvSource({
        "GET,  reads,  READ/READ, 200, 'in epoch 2'",
        "GET,  late,   READ/READ, 200, 'in epoch 2'",
        "GET,  begun,  READ/READ, 200, 'a page, in epoch 2'",
        "GET,  reads,  READ/NONE, 403, ",
        "GET,  reads,  READ/GONE, 401, ",
        "POST, writes, READ/READ, 200, 'a body in epoch 2'",
        "POST, late,   READ/READ, 409, ",
        "POST, late,   READ/NONE, 403, ",
        "POST, late,   READ/GONE, 401, ",
        "POST, stream, READ/READ, 503, ",
        "POST, stream, READ/NONE, 403, ",
        "POST, stream, READ/GONE, 401, ",
        "GET,  always, READ/READ, 503, ",
        "POST, always, READ/READ, 503, ",
        "PUT,  late,   READ/READ, 503, ",
        "PATCH, late,  READ/READ, 409, "
    })
    void isHandledOnceMoreInTheScopeOfNow(
            String method, String path, String who, int status, String body) throws Exception {
        var answer = send(method, path, who);

        assertThat(answer.statusCode()).isEqualTo(status);
        if (status == 200) {
            assertThat(answer.body()).isEqualTo(body);
        }
    }

    @Test
    void whatHasBeenSentIsNotSentAgain() {
        assertThatExceptionOfType(IOException.class)
                .as("broken off, so that nobody takes it for the whole")
                .isThrownBy(() -> send("GET", "sent", "READ/READ"));
    }

    private static HttpResponse<String> send(String method, String path, String who)
            throws IOException, InterruptedException {
        URI uri =
                URI.create(
                        "http://127.0.0.1:%s/%s"
                                .formatted(
                                        application
                                                .getEnvironment()
                                                .getProperty("local.server.port"),
                                        path));
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .header("X-Who", who)
                        .header("Content-Type", "text/plain")
                        .method(method, BodyPublishers.ofString("a body"))
                        .build();
        return http.send(request, BodyHandlers.ofString());
    }

    record Caller(long epoch, Set<String> permissions) implements Authority {

        @Override
        public Scope scope() {
            return Scope.Tenant.of(new TenantId(new UUID(7, 1))).at(new Epoch(epoch));
        }
    }

    /** Each time another epoch, and the permissions of its turn. */
    private static Outcome authenticate(HttpServletRequest request) {
        int asked = request.getAttribute("asked") instanceof Integer before ? before + 1 : 0;
        request.setAttribute("asked", asked);
        // as one does that reads memberships
        Attempt.reached();
        String[] permissions = request.getHeader("X-Who").split("/");
        String permission = permissions[Math.min(asked, permissions.length - 1)];
        return permission.equals("GONE")
                ? new Outcome.Refused("Gone")
                : new Outcome.Known(new Caller(asked + 1L, Set.of(permission)));
    }

    /** As the database does, which is at 2. */
    private static long reaching() {
        Scope.Tenant scope = Scopes.requireTenant();
        Epoch epoch = scope.epoch();
        if (epoch == null || epoch.value() < 2) {
            throw new AuthorityMovedException(scope);
        }
        Attempt.reached();
        return epoch.value();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    @Import(Endpoints.class)
    static class Application {

        @Bean
        Authentication authentication() {
            return AttemptingHandlersIT::authenticate;
        }

        @Bean
        KnownPermissions permissions() {
            return () -> Set.of("READ", "NONE");
        }
    }

    @RestController
    @RequiresPermission("READ")
    static class Endpoints {

        @GetMapping("/reads")
        String reads(Caller caller) {
            long epoch = reaching();
            assertThat(caller.epoch()).isEqualTo(epoch);
            return "in epoch " + epoch;
        }

        @GetMapping("/begun")
        void begins(HttpServletResponse response) throws IOException {
            response.getWriter().write("a page, ");
            response.getWriter().write("in epoch " + reaching());
        }

        @GetMapping("/sent")
        void sends(HttpServletResponse response) throws IOException {
            response.getWriter().write("a page, ");
            response.flushBuffer();
            response.getWriter().write("in epoch " + reaching());
        }

        @PostMapping("/writes")
        String writes(@RequestBody String body) {
            return body + " in epoch " + reaching();
        }

        @GetMapping("/late")
        String readsLate() {
            Attempt.reached();
            return reads((Caller) CurrentAuthority.find().orElseThrow());
        }

        @RequestMapping(
                path = "/late",
                method = {RequestMethod.POST, RequestMethod.PUT, RequestMethod.PATCH})
        String writesLate(@RequestBody String body) {
            Attempt.reached();
            return writes(body);
        }

        @PostMapping("/stream")
        String stream(HttpServletRequest request) throws IOException {
            return new String(request.getInputStream().readAllBytes(), UTF_8) + reaching();
        }

        @RequestMapping(
                path = "/always",
                method = {RequestMethod.GET, RequestMethod.POST})
        String always() {
            throw new AuthorityMovedException(Scopes.require());
        }
    }
}
