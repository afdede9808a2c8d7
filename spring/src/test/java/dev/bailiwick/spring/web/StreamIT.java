package dev.bailiwick.spring.web;

import static dev.bailiwick.spring.web.RolesIT.ACME;
import static dev.bailiwick.spring.web.RolesIT.ANN;
import static dev.bailiwick.spring.web.RolesIT.BEN;
import static dev.bailiwick.spring.web.RolesIT.CAT;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.spring.RequiresPermission;
import dev.bailiwick.spring.member.Memberships;
import dev.bailiwick.spring.member.Watch;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A stream of events ends when who reads it may not any longer, without anybody asking for it. */
class StreamIT {

    private static final String END = "the end";

    private TestDatabase database;
    private ConfigurableApplicationContext application;
    private HttpClient http;

    @BeforeEach
    void start() throws Exception {
        database = RolesIT.GUILD.database();
        database.asSuperuser(
                "insert into bailiwick_authority.principal values ('%s')".formatted(CAT),
                "insert into bailiwick_authority.membership (tenant_id, principal_id, roles) values ('%s', '%s', '{viewer}')"
                        .formatted(ACME, CAT));
        application = Shop.serve(database, Radio.class, "bailiwick.tenant.source=header:X-Tenant");
        http = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() {
        application.getBean(Studio.class).end();
        application.close();
        http.close();
    }

    /** The lines that somebody hears; the last one is {@link #END}. */
    private BlockingQueue<String> listen(PrincipalId who, String path) throws Exception {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .headers("X-Who", who.toString(), "X-Tenant", ACME.toString())
                        .build();
        HttpResponse<Stream<String>> response =
                http.send(request, HttpResponse.BodyHandlers.ofLines());
        assertThat(response.statusCode()).isEqualTo(200);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try (Stream<String> lines = response.body()) {
                                lines.filter(line -> !line.isBlank()).forEach(heard::add);
                            } finally {
                                heard.add(END);
                            }
                        });
        assertThat(next(heard)).isEqualTo("data:begin");
        return heard;
    }

    private static String next(BlockingQueue<String> heard) throws InterruptedException {
        return String.valueOf(heard.poll(2, TimeUnit.MINUTES));
    }

    private void tell(String news) {
        application.getBean(Studio.class).tell(news);
    }

    private void change(PrincipalId who, String column, String value) throws Exception {
        database.asSuperuser(
                "update bailiwick_authority.membership set %s = '%s' where principal_id = '%s'"
                        .formatted(column, value, who));
    }

    @Test
    void k205AStreamEndsWhenAuthorityIsLost() throws Exception {
        BlockingQueue<String> ann = listen(ANN, "/watched");
        BlockingQueue<String> ben = listen(BEN, "/watched");
        BlockingQueue<String> unwatched = listen(BEN, "/unwatched");

        long began = System.nanoTime();
        change(BEN, "status", "suspended");

        assertThat(next(ben)).isEqualTo(END);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .as("asked every second")
                .isLessThan(Duration.ofSeconds(45));
        tell("news");
        assertThat(next(ann)).as("somebody else's").isEqualTo("data:news");
        assertThat(next(unwatched)).as("control: it goes on by itself").isEqualTo("data:news");
    }

    @Test
    void whoLosesARoleIsCutOffAndWhoGainsOneIsNot() throws Exception {
        BlockingQueue<String> ben = listen(BEN, "/watched");
        BlockingQueue<String> cat = listen(CAT, "/watched");

        change(BEN, "roles", "{admin,viewer}");
        change(CAT, "roles", "{}");

        assertThat(next(cat)).isEqualTo(END);
        tell("news");
        assertThat(next(ben)).isEqualTo("data:news");
    }

    @Test
    void aTenantThatIsSuspendedIsSilent() throws Exception {
        BlockingQueue<String> ben = listen(BEN, "/watched");

        database.asSuperuser("update bailiwick_authority.tenant set status = 'suspended'");

        assertThat(next(ben)).isEqualTo(END);
    }

    @Configuration(proxyBeanMethods = false)
    @Import({RolesIT.GuildHall.class, Studio.class})
    static class Radio {}

    @RestController
    static class Studio {

        private final Memberships memberships;
        private final Set<SseEmitter> listeners = ConcurrentHashMap.newKeySet();

        Studio(Memberships memberships) {
            this.memberships = memberships;
        }

        // snippet stream
        @RequiresPermission("PAGE_READ")
        @GetMapping("/watched")
        SseEmitter watched(@CurrentTenant Scope.Tenant scope) throws IOException {
            SseEmitter stream = new SseEmitter(0L);
            Watch watch = memberships.watch(scope, stream::complete);
            stream.onCompletion(watch::close);
            return begun(stream);
        }

        // end

        @RequiresPermission("PAGE_READ")
        @GetMapping("/unwatched")
        SseEmitter unwatched() throws IOException {
            return begun(new SseEmitter(0L));
        }

        private SseEmitter begun(SseEmitter stream) throws IOException {
            stream.send("begin");
            listeners.add(stream);
            return stream;
        }

        void tell(String news) {
            listeners.removeIf(listener -> !isSent(listener, news));
        }

        void end() {
            listeners.forEach(SseEmitter::complete);
        }

        private static boolean isSent(SseEmitter listener, String news) {
            try {
                listener.send(news);
                return true;
            } catch (IOException | IllegalStateException gone) {
                return false;
            }
        }
    }
}
