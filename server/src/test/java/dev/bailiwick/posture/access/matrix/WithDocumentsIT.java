package dev.bailiwick.posture.access.matrix;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.link;
import static dev.bailiwick.posture.Api.links;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Estate;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.access.Permission;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that is made, changed or linked, with documents that do so: for who may do everything,
 * at objects that they see, that they do not see, of another tenant, and that are not there. What
 * an endpoint refuses before it has read a document is no question about objects.
 */
final class WithDocumentsIT {

    private static final Pattern UUIDS =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** What names nothing that there is. */
    private static final Set<String> NAMES_NOTHING =
            Set.of(
                    "PATCH /retention",
                    "POST /api-keys",
                    "POST /ingestions",
                    "POST /invitations/accept",
                    "POST /providers",
                    "POST /tenants",
                    "POST /tokens",
                    "POST /tokens/refresh",
                    "POST /users");

    private static final TestServer SERVER = TestServer.shared();
    private static final Map<String, UUID> OWN = new HashMap<>();
    private static final Map<String, UUID> FOREIGN = new HashMap<>();

    /** By who is limited. */
    private static final Map<String, UUID> SEEN = new HashMap<>();

    private static final Set<String> NARROWED =
            Set.of("provider", "bare", "group", "scan", "schedule", "secret", "task");

    private static Estate acme;
    private static Api all;
    private static Api limited;

    /**
     * One request.
     *
     * @param path its variables stand for what there is of that name
     * @param body with ids by name
     * @param done what comes of it at what is seen
     */
    private record Case(
            String method,
            String path,
            Function<Ids, Object> body,
            Set<String> names,
            Set<Integer> done) {

        private String place() {
            return Matrix.Row.place(method, path);
        }

        /** Links to what is not there are left out. */
        private boolean passesOver() {
            return path.contains("/relationships/");
        }

        private Answer send(Api who, Ids ids) {
            String filled = path.substring(1);
            for (String name : names) {
                filled = filled.replace("{" + name + "}", ids.of(name));
            }
            Object document = body.apply(ids);
            return method.equals("POST") ? who.post(filled, document) : who.patch(filled, document);
        }
    }

    /** Ids by name; of what is not in it there is nothing. */
    private record Ids(Map<String, UUID> ids) {

        private String of(String name) {
            return ids.computeIfAbsent(name, _ -> UUID.randomUUID()).toString();
        }

        private static Ids own() {
            return new Ids(new HashMap<>(OWN));
        }

        private Ids with(String name, @Nullable UUID id) {
            Map<String, UUID> more = new HashMap<>(ids);
            more.put(name, Objects.requireNonNull(id));
            return new Ids(more);
        }
    }

    private static Case of(
            String method, String path, String names, Function<Ids, Object> body, Integer... done) {
        return new Case(
                method, path, body, new TreeSet<>(List.of(names.split(" ", -1))), Set.of(done));
    }

    private static Function<Ids, Object> changes(String type, String id, String name, Object to) {
        return ids -> document(type, ids.of(id), Map.of(name, to));
    }

    private static Map<String, Object> named() {
        return Map.of("name", "made " + UUID.randomUUID());
    }

    private static List<Case> cases() {
        return Stream.of(providers(), scans(), authority()).flatMap(List::stream).toList();
    }

    private static List<Case> providers() {
        String ofGroup = "/provider-groups/{group}/relationships/providers";
        Function<Ids, Object> linked = ids -> links("providers", ids.of("provider"));
        Map<String, Object> token =
                Map.of(
                        "name",
                        "token",
                        "secret_type",
                        "static",
                        "secret",
                        Map.of("api_token", "quay-token"));
        return List.of(
                of(
                        "PATCH",
                        "/providers/{provider}",
                        "provider",
                        changes("providers", "provider", "alias", "Harbour"),
                        200),
                of("POST", "/providers/{provider}/connection", "provider", _ -> Map.of(), 202),
                of(
                        "POST",
                        "/providers/secrets",
                        "bare",
                        ids ->
                                document(
                                        "provider-secrets",
                                        token,
                                        Map.of("provider", link("providers", ids.of("bare")))),
                        201),
                of(
                        "PATCH",
                        "/providers/secrets/{secret}",
                        "secret",
                        changes("provider-secrets", "secret", "name", "Renewed"),
                        200),
                of(
                        "POST",
                        "/provider-groups",
                        "provider",
                        ids ->
                                document(
                                        "provider-groups",
                                        named(),
                                        Map.of(
                                                "providers",
                                                links("providers", ids.of("provider")))),
                        201),
                of(
                        "PATCH",
                        "/provider-groups/{group}",
                        "group",
                        changes("provider-groups", "group", "name", "Harbours"),
                        200),
                of("PATCH", ofGroup, "group provider", linked, 204),
                of("POST", ofGroup, "group bare", ids -> links("providers", ids.of("bare")), 204));
    }

    private static List<Case> scans() {
        return List.of(
                of(
                        "POST",
                        "/scans",
                        "provider",
                        ids ->
                                document(
                                        "scans",
                                        Map.of("name", "Nightly"),
                                        Map.of("provider", link("providers", ids.of("provider")))),
                        202),
                of(
                        "PATCH",
                        "/scans/{scan}",
                        "scan",
                        changes("scans", "scan", "name", "Nightly"),
                        200),
                of(
                        "POST",
                        "/schedules/daily",
                        "bare",
                        ids -> document("daily-schedules", Map.of("provider_id", ids.of("bare"))),
                        202),
                of(
                        "PATCH",
                        "/schedules/{schedule}",
                        "schedule",
                        changes("schedules", "schedule", "cron", "7 7 7 7 *"),
                        200),
                // one that has not failed
                of("POST", "/tasks/{task}/retry", "task", _ -> Map.of(), 400));
    }

    private static List<Case> authority() {
        String ofRole = "/roles/{role}/relationships/provider_groups";
        String ofUser = "/users/{user}/relationships/roles";
        String later = Instant.now().plus(Duration.ofDays(30)).toString();
        Function<Ids, Object> groups = ids -> links("provider-groups", ids.of("group"));
        Function<Ids, Object> roles = ids -> links("roles", ids.of("role"));
        return List.of(
                of(
                        "PATCH",
                        "/api-keys/{key}",
                        "key",
                        changes("api-keys", "key", "name", "Day watch"),
                        200),
                of(
                        "POST",
                        "/roles",
                        "group",
                        ids ->
                                document(
                                        "roles",
                                        named(),
                                        Map.of(
                                                "provider_groups",
                                                links("provider-groups", ids.of("group")))),
                        201),
                of(
                        "PATCH",
                        "/roles/{role}",
                        "role",
                        changes("roles", "role", "name", "Day shift"),
                        200),
                of("POST", ofRole, "role group", groups, 204),
                of("PATCH", ofRole, "role group", groups, 204),
                of(
                        "PATCH",
                        "/tenants/{tenant}",
                        "tenant",
                        changes("tenants", "tenant", "name", "Acme"),
                        200),
                of(
                        "PATCH",
                        "/tenants/{tenant}/memberships/{membership}",
                        "tenant membership",
                        changes("memberships", "membership", "role", "owner"),
                        200),
                of(
                        "POST",
                        "/tenants/invitations",
                        "role",
                        ids ->
                                document(
                                        "invitations",
                                        Map.of("email", Tenancy.email()),
                                        Map.of("roles", links("roles", ids.of("role")))),
                        201),
                of(
                        "PATCH",
                        "/tenants/invitations/{invitation}",
                        "invitation",
                        changes("invitations", "invitation", "expires_at", later),
                        200),
                of(
                        "POST",
                        "/tokens/switch",
                        "tenant",
                        ids ->
                                document(
                                        "tokens-switch-tenant",
                                        Map.of("tenant_id", ids.of("tenant"))),
                        200),
                of(
                        "PATCH",
                        "/users/{user}",
                        "user",
                        changes("users", "user", "name", "Ann"),
                        200,
                        403),
                of("POST", ofUser, "user role", roles, 204),
                of("PATCH", ofUser, "user role", roles, 204));
    }

    @BeforeAll
    static void fill() {
        acme = Estate.on(SERVER);
        ids(acme, OWN);
        ids(Estate.on(SERVER), FOREIGN);
        String[] permissions = Permission.ALL.stream().map(Permission::name).toArray(String[]::new);
        all = acme.tenancy().secondOwner(permissions).api();
        Person narrowed = acme.tenancy().secondOwner(permissions);
        acme.tenancy().limit(narrowed, UUID.fromString(provider(acme)));
        limited = narrowed.api();
        SEEN.put(
                "group",
                UUID.fromString(limited.get("provider-groups").expect(200).ids().getFirst()));
    }

    private static void ids(Estate estate, Map<String, UUID> ids) {
        ids.put("key", estate.newest("api_key"));
        ids.put("group", estate.newest("provider_group"));
        ids.put("invitation", estate.newest("invitation"));
        ids.put("provider", estate.newest("provider"));
        ids.put("role", estate.newest("role"));
        ids.put("scan", estate.newest("scan"));
        ids.put("schedule", estate.newest("schedule"));
        ids.put("secret", estate.newest("provider_secret"));
        ids.put("task", estate.task());
        ids.put("tenant", estate.tenancy().id());
        ids.put("user", estate.tenancy().member().id());
        ids.put("membership", estate.newest("membership"));
    }

    /** One that has neither credentials nor a schedule. */
    private static String provider(Estate estate) {
        String team = "team_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        return estate.tenancy()
                .api()
                .post("providers", document("providers", Map.of("provider", "vercel", "uid", team)))
                .expect(201)
                .id();
    }

    @TestFactory
    Stream<DynamicTest> isDoneAtWhatIsSeenAndElseAsIfItWereNotThere() {
        return cases().stream()
                .map(each -> DynamicTest.dynamicTest(each.place(), () -> check(each)));
    }

    private static void check(Case request) {
        UUID bare = UUID.fromString(provider(acme));
        Ids own = Ids.own().with("bare", bare);
        for (String name : request.names()) {
            UUID foreign = FOREIGN.get(name.equals("bare") ? "provider" : name);
            Answer absent = request.send(all, own.with(name, UUID.randomUUID()));
            assertThat(absent.status())
                    .as("%s: %s", request.place(), absent)
                    .isIn(request.passesOver() ? Set.of(204, 400, 404) : Set.of(400, 404));
            assertSame(request, request.send(all, own.with(name, foreign)), absent);
        }
        checkInvisible(request, own);

        Answer done = request.send(all, own);
        assertThat(done.status()).as("%s: %s", request.place(), done).isIn(request.done());
    }

    /** Whose visibility is limited is told the same of what they do not see, and changes none. */
    private static void checkInvisible(Case request, Ids own) {
        String before = seenByAll();
        Ids seen = new Ids(new HashMap<>(own.ids())).with("group", SEEN.get("group"));
        for (String name : request.names()) {
            if (NARROWED.contains(name)) {
                for (Ids others : List.of(own, seen)) {
                    Answer absent = request.send(limited, others.with(name, UUID.randomUUID()));
                    assertThat(absent.status())
                            .as("%s: %s", request.place(), absent)
                            .isIn(
                                    request.passesOver()
                                            ? Set.of(204, 400, 403, 404)
                                            : Set.of(400, 403, 404));
                    UUID hidden = Objects.requireNonNull(own.ids().get(name));
                    assertSame(request, request.send(limited, others.with(name, hidden)), absent);
                }
            }
        }
        assertThat(seenByAll()).as(request.place()).isEqualTo(before);
    }

    /** But for what tasks do meanwhile. */
    private static String seenByAll() {
        return Stream.of(
                        "providers?fields[providers]=alias,secret,provider_groups",
                        "providers/secrets",
                        "provider-groups",
                        "scans?fields[scans]=name,provider",
                        "schedules",
                        "roles",
                        "tasks?fields[tasks]=name")
                .map(list -> all.get(list).expect(200).at("/data").toString())
                .collect(Collectors.joining("\n"));
    }

    private static void assertSame(Case request, Answer answer, Answer absent) {
        assertThat(told(answer))
                .as("%s: %s", request.place(), answer.request())
                .isEqualTo(told(absent));
    }

    private static String told(Answer answer) {
        return answer.status() + " " + UUIDS.matcher(answer.body()).replaceAll("*");
    }

    @Test
    void allThatIsOfferedIsTried() {
        Set<String> tried = cases().stream().map(Case::place).collect(Collectors.toSet());

        List<String> left =
                Matrix.read().rows().stream()
                        .filter(row -> Set.of("POST", "PATCH").contains(row.method()))
                        .filter(row -> !tried.contains(row.place()))
                        .map(row -> row.method() + " " + row.path())
                        .filter(place -> !NAMES_NOTHING.contains(place))
                        .filter(place -> !isNotOffered(place.split(" ", 2)))
                        .toList();

        assertThat(left).isEmpty();
        assertThat(Arrays.asList("POST /scans", "PATCH /scans/{}")).allMatch(tried::contains);
    }

    private static boolean isNotOffered(String[] place) {
        String path = place[1].substring(1).replaceAll("\\{\\w+}", UUID.randomUUID().toString());
        Map<String, Object> empty = Map.of("data", Map.of());
        Answer answer = place[0].equals("POST") ? all.post(path, empty) : all.patch(path, empty);
        return answer.status() == 404 && answer.body().contains("does not offer this yet");
    }
}
