package dev.bailiwick.spring.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.spring.Anonymous;
import dev.bailiwick.spring.AnyMember;
import dev.bailiwick.spring.Authentication;
import dev.bailiwick.spring.Authentication.Outcome;
import dev.bailiwick.spring.Authority;
import dev.bailiwick.spring.KnownPermissions;
import dev.bailiwick.spring.RequiresPermission;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

class RequestScopeIT {

    private static final UUID ACME = UUID.fromString("00000000-0000-7000-8000-00000000000a");
    private static final UUID ZETA = UUID.fromString("00000000-0000-7000-8000-00000000000f");

    private static ConfigurableApplicationContext application;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        SpringApplication app = new SpringApplication(Application.class);
        app.setDefaultProperties(
                Map.of(
                        "server.port", "0",
                        "server.tomcat.threads.max", "2",
                        "spring.main.banner-mode", "off"));
        application = app.run();
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        http.close();
        application.close();
    }

    @Test
    void runsARequestInTheScopeOfItsPrincipal() throws Exception {
        assertThat(get("/scope", ACME + " READ").body()).isEqualTo(ACME.toString());
        assertThat(get("/scope", ZETA + " READ").body()).isEqualTo(ZETA.toString());
    }

    @Test
    void givesEndpointsTheAuthorityAsTheApplicationsOwnType() throws Exception {
        assertThat(get("/caller", ACME + " READ").body()).isEqualTo("caller of " + ACME);
    }

    @Test
    void leavesNoScopeBehindOnTheThread() throws Exception {
        for (int i = 0; i < 10; i++) {
            get("/scope", ACME + " READ");
            get("/fails", ACME + " READ");

            assertThat(get("/open", null).body()).isEqualTo("none");
        }
    }

    @Test
    void keepsTheScopeInEveryAsyncForm() throws Exception {
        for (String path : new String[] {"/callable", "/deferred", "/streaming", "/handed-over"}) {
            HttpResponse<String> answer = get(path, ZETA + " READ");

            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.body()).as(path).isEqualTo(ZETA.toString());
            assertThat(get("/open", null).body()).as("after " + path).isEqualTo("none");
        }
    }

    @Test
    void answersAnErrorOfAnAsyncRequestWithoutAskingForThePrincipalAgain() throws Exception {
        int before = CountingAuthentication.asked;

        assertThat(get("/fails-later", ACME + " READ").statusCode()).isEqualTo(500);
        assertThat(CountingAuthentication.asked).isEqualTo(before + 1);
    }

    @Test
    void refusesWhoDoesNotSayWhoTheyAre() throws Exception {
        HttpResponse<String> answer = get("/scope", null);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(get("/member", "nonsense").statusCode()).isEqualTo(401);
    }

    @Test
    void refusesWhoLacksOneOfThePermissions() throws Exception {
        assertThat(get("/member", ACME.toString()).statusCode()).isEqualTo(200);
        assertThat(get("/scope", ACME.toString()).statusCode()).isEqualTo(403);
        assertThat(get("/both", ACME + " READ").statusCode()).isEqualTo(403);
        assertThat(get("/both", ACME + " READ WRITE").statusCode()).isEqualTo(200);
    }

    @Test
    void refusesThePrincipalWhoIsBarred() throws Exception {
        assertThat(get("/member", "barred").statusCode()).isEqualTo(403);
    }

    @Test
    void letsEverybodyInAtAnAnonymousEndpointBadCredentialsIncluded() throws Exception {
        assertThat(get("/open", "nonsense").body()).isEqualTo("none");
        assertThat(get("/open", ACME.toString()).body()).isEqualTo(ACME.toString());
    }

    @Test
    void answersAnUnknownPathWith404() throws Exception {
        assertThat(get("/no-such-path", null).statusCode()).isEqualTo(404);
    }

    private static HttpResponse<String> get(String path, @Nullable String credentials)
            throws IOException, InterruptedException {
        int port =
                Integer.parseInt(
                        application.getEnvironment().getRequiredProperty("local.server.port"));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (credentials != null) {
            request.header("X-Who", credentials);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static String tenant() {
        return Scopes.current()
                .map(scope -> ((Scope.Tenant) scope).tenant().toString())
                .orElse("none");
    }

    record Caller(UUID tenant, Set<String> permissions) implements Authority {

        @Override
        public Scope scope() {
            return Scope.Tenant.of(new TenantId(tenant)).as(new PrincipalId(tenant));
        }
    }

    /** A tenant id and permissions, as plain text. */
    static final class CountingAuthentication implements Authentication {

        static volatile int asked;

        @Override
        public synchronized Outcome authenticate(HttpServletRequest request) {
            asked++;
            String who = request.getHeader("X-Who");
            if (who == null) {
                return new Outcome.Nobody();
            }
            if (who.equals("barred")) {
                return new Outcome.Barred("Not today");
            }
            String[] words = who.split(" ");
            try {
                return new Outcome.Known(new Caller(UUID.fromString(words[0]), Set.of(words)));
            } catch (IllegalArgumentException e) {
                return new Outcome.Refused("Invalid credentials");
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    @Import(Endpoints.class)
    static class Application {

        @Bean
        Authentication authentication() {
            return new CountingAuthentication();
        }

        @Bean
        KnownPermissions permissions() {
            return () -> Set.of("READ", "WRITE");
        }
    }

    @RestController
    @RequiresPermission("READ")
    static class Endpoints {

        private final AsyncTaskExecutor executor;

        Endpoints(AsyncTaskExecutor executor) {
            this.executor = executor;
        }

        @GetMapping("/scope")
        String scope() {
            return tenant();
        }

        @GetMapping("/caller")
        String caller(Caller caller) {
            return "caller of " + caller.tenant();
        }

        @RequiresPermission({"READ", "WRITE"})
        @GetMapping("/both")
        String both() {
            return tenant();
        }

        @AnyMember
        @GetMapping("/member")
        String member() {
            return tenant();
        }

        @Anonymous
        @GetMapping("/open")
        String open() {
            return tenant();
        }

        @GetMapping("/fails")
        String fails() {
            throw new IllegalStateException("on purpose");
        }

        @GetMapping("/callable")
        Callable<String> callable() {
            return RequestScopeIT::tenant;
        }

        @GetMapping("/fails-later")
        Callable<String> failsLater() {
            return () -> {
                throw new IllegalStateException("on purpose");
            };
        }

        @GetMapping("/deferred")
        DeferredResult<String> deferred() {
            DeferredResult<String> result = new DeferredResult<>();
            executor.execute(() -> result.setResult(tenant()));
            return result;
        }

        @GetMapping("/streaming")
        StreamingResponseBody streaming() {
            return out -> out.write(tenant().getBytes(StandardCharsets.UTF_8));
        }

        @GetMapping("/handed-over")
        String handedOver() throws ExecutionException, InterruptedException {
            return executor.submit(RequestScopeIT::tenant).get();
        }
    }
}
