package dev.bailiwick.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpExchange;

import dev.bailiwick.checks.outward.Destinations;
import dev.bailiwick.checks.outward.ExceededException;
import dev.bailiwick.checks.outward.InsecureException;
import dev.bailiwick.checks.outward.RefusedException;
import dev.bailiwick.checks.outward.SecureServer;
import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Unread;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A cluster as its API tells of it, on this machine and allowed by name. */
@Timeout(60)
final class ClusterSourceTest {

    private static final Destinations ALLOWED = Destinations.publicAnd(Set.of("localhost"));

    @TempDir static Path keys;

    private final Map<String, String> lists = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Resource> resources = new ArrayList<>();
    private final List<Unread> unread = new ArrayList<>();
    private SecureServer server;
    private final CountDownLatch silence = new CountDownLatch(1);
    private volatile boolean silent;
    private volatile int forbidden = 403;

    /** What is said with a refusal, by the path that was asked. */
    private final Map<String, String> forgotten = new ConcurrentHashMap<>();

    @BeforeEach
    void start() throws Exception {
        server = SecureServer.start(keys);
        server.handle("/", this::answer);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void allThatPeopleMadeIsReadPageByPage() throws IOException {
        lists.put(
                "/api/v1/pods?limit=100",
                list(
                        "PodList",
                        "v1",
                        "a b/&",
                        """
                        {"metadata": {"name": "one", "namespace": "shop"},
                         "spec": {"containers": [{"name": "app"}]}},
                        {"metadata": {"name": "made", "ownerReferences":
                          [{"kind": "ReplicaSet", "controller": true}]}}
                        """));
        lists.put(
                "/api/v1/pods?limit=100&continue=a+b%2F%26",
                list("PodList", "v1", "", "{\"metadata\": {\"name\": \"two\"}}"));
        lists.put(
                "/apis/rbac.authorization.k8s.io/v1/clusterroles?limit=100",
                list(
                        "ClusterRoleList",
                        "rbac.authorization.k8s.io/v1",
                        "",
                        """
                        {"metadata": {"name": "cluster-admin",
                          "labels": {"kubernetes.io/bootstrapping": "rbac-defaults"}}},
                        {"metadata": {"name": "ours"}}
                        """));
        forbidden = 404;

        read(ALLOWED, ClusterLimits.defaults());

        assertThat(resources)
                .extracting(Resource::title)
                .containsExactly("Pod shop/one", "Pod two", "ClusterRole ours");
        assertThat(resources.getFirst())
                .returns("/api/v1/pods", Resource::file)
                .returns(0, Resource::line);
        assertThat(asked)
                .noneMatch(path -> path.contains("secrets") || path.contains("configmaps"));
    }

    @Test
    void aKindThatMayNotBeReadIsToldAndStopsNothing() throws IOException {
        lists.put(
                "/api/v1/services?limit=100",
                list("ServiceList", "v1", "", "{\"metadata\": {\"name\": \"web\"}}"));
        lists.put("/api/v1/pods?limit=100", "{\"items\": [");
        lists.put("/api/v1/pods?limit=5", "{\"items\": [");

        read(ALLOWED, ClusterLimits.defaults());

        assertThat(resources).extracting(Resource::title).containsExactly("Service web");
        assertThat(unread)
                .hasSize(15)
                .contains(new Unread("/api/v1/namespaces", 0, "the cluster answers with 403"))
                .anyMatch(told -> told.file().endsWith("pods") && told.reason().contains("JSON"));
    }

    @Test
    void whatAClusterHasForgottenIsReadOnAsItIsNow() throws IOException {
        String first = "{\"metadata\": {\"name\": \"one\"}}";
        lists.put("/api/v1/pods?limit=100", list("PodList", "v1", "old", first));
        forgotten.put(
                "/api/v1/pods?limit=100&continue=old",
                "{\"kind\": \"Status\", \"metadata\": {\"continue\": \"new\"}, \"code\": 410}");
        lists.put(
                "/api/v1/pods?limit=100&continue=new",
                list("PodList", "v1", "", "{\"metadata\": {\"name\": \"two\"}}"));
        forbidden = 404;

        read(ALLOWED, ClusterLimits.defaults());

        assertThat(resources).extracting(Resource::title).containsExactly("Pod one", "Pod two");
        assertThat(unread).noneMatch(told -> told.file().endsWith("pods"));
    }

    @Test
    void whatIsForgottenForGoodIsNotTakenForTheWhole() {
        String first = "{\"metadata\": {\"name\": \"one\"}}";
        lists.put("/api/v1/pods?limit=100", list("PodList", "v1", "old", first));
        forgotten.put("/api/v1/pods?limit=100&continue=old", "gone");

        assertThatExceptionOfType(ExceededException.class)
                .isThrownBy(() -> read(ALLOWED, ClusterLimits.defaults()))
                .withMessageContaining("/api/v1/pods")
                .withMessageContaining("410");
    }

    @Test
    void aPageThatIsTooLargeIsAskedForInSmallerOnes() throws IOException {
        String item = "{\"metadata\": {\"name\": \"one\"}, \"spec\": [%s 1]}";
        String many = item.formatted("1, ".repeat(250_000));
        String large = item.formatted(" ".repeat(9_000_000));
        lists.put("/api/v1/pods?limit=100", list("PodList", "v1", "", many));
        lists.put("/api/v1/pods?limit=5", list("PodList", "v1", "on", item.formatted("")));
        lists.put("/api/v1/pods?limit=100&continue=on", list("PodList", "v1", "", large));
        lists.put("/api/v1/pods?limit=5&continue=on", list("PodList", "v1", "", large));
        forbidden = 404;

        read(ALLOWED, ClusterLimits.defaults());

        assertThat(resources).hasSize(1);
        assertThat(unread)
                .anyMatch(
                        told ->
                                told.file().endsWith("pods")
                                        && told.reason().contains("more than 8388608 bytes"));
    }

    @Test
    void whoIsNotKnownIsToldSo() {
        forbidden = 401;

        assertThatIOException()
                .isThrownBy(() -> read(ALLOWED, ClusterLimits.defaults()))
                .withMessageContaining("401")
                .satisfies(e -> assertThat(e.toString()).doesNotContain("hunter2"));
        assertThatIOException()
                .isThrownBy(() -> source(ALLOWED, ClusterLimits.defaults()).test(kubeconfig()))
                .withMessageContaining("401");
    }

    @Test
    void aClusterThatAnswersIsConnected() throws IOException {
        lists.put("/api/v1/namespaces?limit=1", list("NamespaceList", "v1", "", ""));

        source(ALLOWED, ClusterLimits.defaults()).test(kubeconfig());

        assertThat(asked).containsExactly("/api/v1/namespaces?limit=1");
    }

    /** Of a cluster that lets nothing be read nothing is known to be in order. */
    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    void whereNothingCanBeReadNothingIsTaken(int status) {
        forbidden = status;

        assertThatIOException()
                .isThrownBy(() -> read(ALLOWED, ClusterLimits.defaults()))
                .withMessageContaining("nothing of it can be read")
                .withMessageContaining(String.valueOf(status));
        assertThat(unread).isEmpty();
    }

    @Test
    void whatAnswersLikeNoClusterIsNone() {
        lists.put("/api/v1/namespaces?limit=1", "{\"message\": \"Sign in first\"}");
        lists.put("/api/v1/pods?limit=100", "{\"message\": \"Sign in first\"}");
        lists.put("/api/v1/namespaces?limit=100", "{\"message\": \"Sign in first\"}");

        assertThatIOException()
                .isThrownBy(() -> read(ALLOWED, ClusterLimits.defaults()))
                .withMessageContaining("the answer is no list");
        assertThatIOException()
                .isThrownBy(() -> source(ALLOWED, ClusterLimits.defaults()).test(kubeconfig()))
                .withMessageContaining("no cluster");
        lists.clear();
        forbidden = 404;
        assertThatIOException()
                .isThrownBy(() -> source(ALLOWED, ClusterLimits.defaults()).test(kubeconfig()))
                .withMessageContaining("404");
    }

    @Test
    void aPrivateAddressIsRefusedBeforeTheTokenIsSent() {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> read(Destinations.publicOnly(), ClusterLimits.defaults()))
                .withMessageContaining("not public");
        assertThat(server.requests()).isZero();
    }

    @Test
    void nobodyIsFollowedElsewhere() {
        forbidden = 302;

        assertThatIOException()
                .isThrownBy(() -> read(ALLOWED, ClusterLimits.defaults()))
                .withMessageContaining("302");
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void anotherAuthorityIsNotTrusted() {
        Kubeconfig kubeconfig =
                new Kubeconfig(URI.create(server.url("")), "", "", "", "", "hunter2");

        assertThatIOException()
                .isThrownBy(
                        () ->
                                source(ALLOWED, ClusterLimits.defaults())
                                        .read(kubeconfig, resources::add, unread::add));
        assertThat(server.requests()).isZero();
    }

    @Test
    void moreThanIsAllowedIsNotRead() throws IOException {
        String items = "{\"metadata\": {\"name\": \"a\"}}, {\"metadata\": {\"name\": \"b\"}}";
        lists.put("/api/v1/pods?limit=100", list("PodList", "v1", "on", items));
        lists.put("/api/v1/pods?limit=100&continue=on", list("PodList", "v1", "on", items));
        lists.put("/api/v1/services?limit=100", list("ServiceList", "v1", "", items));

        read(ALLOWED, new ClusterLimits(5, 1_000_000, Duration.ofMinutes(1)));
        assertThat(resources).hasSize(4);
        assertThat(unread)
                .contains(
                        new Unread("/api/v1/pods", 0, "stopped here: too many resources"),
                        new Unread("/api/v1/services", 0, "stopped here: too many resources"));

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(
                        () -> read(ALLOWED, new ClusterLimits(1_000, 900, Duration.ofMinutes(1))))
                .withMessageContaining("900 bytes");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> read(ALLOWED, new ClusterLimits(1_000, 900, Duration.ZERO)))
                .withMessageContaining("too long");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        asked.add(path);
        if (silent) {
            try {
                silence.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        assertThat(exchange.getRequestMethod()).isEqualTo("GET");
        String list = lists.get(path);
        if (forgotten.containsKey(path)) {
            byte[] said = forgotten.get(path).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(410, said.length);
            exchange.getResponseBody().write(said);
        } else if (list == null) {
            exchange.getResponseHeaders().set("Location", server.url("/elsewhere"));
            exchange.sendResponseHeaders(forbidden, -1);
        } else if ("Bearer hunter2"
                .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            byte[] body = list.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } else {
            exchange.sendResponseHeaders(401, -1);
        }
    }

    @Test
    void whoWaitsForAnAnswerStopsWhenAskedTo() throws Exception {
        silent = true;
        var stopped = new CompletableFuture<Throwable>();
        Thread waiting =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        read(ALLOWED, ClusterLimits.defaults());
                                    } catch (IOException e) {
                                        stopped.complete(e);
                                    }
                                });
        while (asked.isEmpty()) {
            Thread.onSpinWait();
        }

        waiting.interrupt();

        assertThat(stopped.get(40, TimeUnit.SECONDS)).isInstanceOf(InterruptedIOException.class);
        silence.countDown();
    }

    @Test
    void aClusterThatNeverAnswersIsGivenUp() {
        silent = true;

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(
                        () -> read(ALLOWED, new ClusterLimits(1_000, 900, Duration.ofMillis(700))))
                .withMessageContaining("too long");
        silence.countDown();
    }

    @Test
    void aCertificateIsShownToAClusterThatAsksForOne() throws Exception {
        server.close();
        server = SecureServer.startAsking(keys);
        server.handle("/", this::answer);
        lists.put("/api/v1/namespaces?limit=1", list("NamespaceList", "v1", "", ""));
        ClusterSource source = source(ALLOWED, ClusterLimits.defaults());
        URI url = URI.create(server.url(""));

        source.test(
                new Kubeconfig(
                        url,
                        "",
                        server.certificate(),
                        server.certificate(),
                        server.key(),
                        "hunter2"));

        Kubeconfig without = new Kubeconfig(url, "", server.certificate(), "", "", "hunter2");
        assertThatIOException().isThrownBy(() -> source.test(without));
    }

    @Test
    void aCertificateMayBeForAnotherNameThanTheAddressIfTheKubeconfigSaysWhich() throws Exception {
        lists.put("/api/v1/namespaces?limit=1", list("NamespaceList", "v1", "", ""));
        URI byNumber = URI.create("https://127.0.0.1:" + server.port());
        ClusterSource source =
                source(Destinations.publicAnd(Set.of("127.0.0.1")), ClusterLimits.defaults());
        String authority = server.certificate();

        source.test(new Kubeconfig(byNumber, "localhost", authority, "", "", "hunter2"));

        for (String name : List.of("", "elsewhere.example")) {
            assertThatExceptionOfType(InsecureException.class)
                    .isThrownBy(
                            () ->
                                    source.test(
                                            new Kubeconfig(
                                                    byNumber, name, authority, "", "", "hunter2")))
                    .withMessageContaining("for another name");
        }
        assertThat(asked).hasSize(1);
    }

    @Test
    void aClusterWhoseAuthorityIsNotNamedIsToldWithWhereToNameIt() {
        URI url = URI.create(server.url(""));
        ClusterSource source = source(ALLOWED, ClusterLimits.defaults());

        assertThatExceptionOfType(InsecureException.class)
                .isThrownBy(() -> source.test(new Kubeconfig(url, "", "", "", "", "hunter2")))
                .withMessageContaining("signed by nobody who is trusted here")
                .withMessageContaining("certificate-authority-data of the kubeconfig")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("sun."));
    }

    private static String list(String kind, String version, String next, String items) {
        return """
        {"kind": "%s", "apiVersion": "%s", "metadata": {"continue": "%s"}, "items": [%s]}
        """
                .formatted(kind, version, next, items);
    }

    private void read(Destinations destinations, ClusterLimits limits) throws IOException {
        source(destinations, limits).read(kubeconfig(), resources::add, unread::add);
    }

    private static ClusterSource source(Destinations destinations, ClusterLimits limits) {
        return new ClusterSource(destinations, limits);
    }

    private Kubeconfig kubeconfig() {
        try {
            return new Kubeconfig(
                    URI.create(server.url("")), "", server.certificate(), "", "", "hunter2");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
