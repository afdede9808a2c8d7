package dev.bailiwick.posture.database;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Estate;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.InputLink;
import dev.bailiwick.posture.jsonapi.RequestType;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.openapi.Route;
import dev.bailiwick.posture.jsonapi.openapi.Routes;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every route of the server, asked by one tenant for what is another's. The routes are those that
 * are mapped: a new one fails here until it is covered.
 */
final class EndpointsAcrossTenantsIT {

    private static final Pattern VARIABLE = Pattern.compile("([a-z-]+)/\\{\\w+}");

    /** What makes something and names nothing that exists, or belongs to no tenant. */
    private static final Set<String> UNTRIED =
            Set.of(
                    "POST /api-keys",
                    "POST /invitations/accept",
                    "POST /ingestions",
                    "POST /providers",
                    "POST /tenants",
                    "POST /tokens",
                    "POST /tokens/refresh",
                    "POST /users",
                    "GET ",
                    "GET /",
                    "GET /docs",
                    "GET /docs/docs.js",
                    "GET /docs/swagger-ui-bundle.js",
                    "GET /docs/swagger-ui.css",
                    // counts failed findings of days, of which there are none here
                    "GET /overviews/findings_severity/timeseries",
                    "GET /schema");

    private static final Map<String, String> TABLES =
            Map.ofEntries(
                    Map.entry("api-keys", "api_key"),
                    Map.entry("findings", "finding"),
                    Map.entry("ingestions", "ingestion"),
                    Map.entry("invitations", "invitation"),
                    Map.entry("memberships", "membership"),
                    Map.entry("provider-groups", "provider_group"),
                    Map.entry("providers", "provider"),
                    Map.entry("resources", "resource"),
                    Map.entry("scans", "scan"),
                    Map.entry("schedules", "schedule"),
                    Map.entry("secrets", "provider_secret"));

    /** Lists that are of some days. */
    private static final Map<String, String> DATED =
            Map.of("findings", "inserted_at", "resources", "updated_at");

    private static final TestServer SERVER = TestServer.shared();
    private static Estate acme;
    private static Estate zeta;
    private static Set<String> foreignMarks;

    @BeforeAll
    static void fill() {
        acme = Estate.on(SERVER);
        zeta = Estate.on(SERVER);
        foreignMarks = zeta.marks();
        recordLongAgo(acme);
        recordLongAgo(zeta);
    }

    /** An entry that is settled, as those of this moment are not. */
    private static void recordLongAgo(Estate estate) {
        SERVER.sql()
                .sql(
                        "insert into audit_entry (tenant_id, at, principal_id, kind, what, object)"
                            + " values (?, now() - interval '3 hours', ?, 'changed', 'long.ago',"
                            + " ?)")
                .params(
                        estate.tenancy().id(),
                        estate.tenancy().owner().id(),
                        estate.tenancy().id().toString())
                .update();
    }

    @TestFactory
    Stream<DynamicTest> nothingOfAnotherTenantIsReachedBy() {
        return SERVER.bean(Routes.class).all().stream()
                .filter(route -> !UNTRIED.contains(name(route)))
                .map(route -> DynamicTest.dynamicTest(name(route), () -> check(route)));
    }

    private static String name(Route route) {
        return route.method() + " " + route.path().substring(Api.V1.length());
    }

    private static void check(Route route) {
        boolean links = route.path().contains("/relationships/");
        switch (name(route)) {
            case "POST /tokens/switch" -> checkSwitch();
            case "POST /tasks/{id}/retry" -> checkRetry(route);
            case "POST /schedules/daily" -> checkDaily();
            case "PATCH /retention" -> checkRetention();
            case "POST /providers/{id}/connection" -> checkAsking(route);
            default -> {
                switch (route.method()) {
                    case "GET" -> checkRead(route);
                    case "POST" -> {
                        if (links) {
                            checkLinking(route);
                        } else {
                            checkMaking(route);
                        }
                    }
                    case "PATCH" -> {
                        if (links) {
                            checkLinking(route);
                        } else {
                            checkChange(route);
                        }
                    }
                    case "DELETE" -> checkRemoval(route);
                    default -> throw new AssertionError(name(route) + " is not covered here");
                }
            }
        }
    }

    /** The path names nothing: each changes its own, whatever the document says. */
    private static void checkRetention() {
        JsonNode before = days(zeta);
        Map<String, Object> days = Map.of("days", 77);
        for (Estate named : List.of(zeta, acme)) {
            String id = named.tenancy().id().toString();
            var _ = acme.tenancy().api().patch("retention", document("retentions", id, days));
        }

        assertThat(days(acme).asInt()).isEqualTo(77);
        assertThat(before.asInt()).isNotEqualTo(77);
        assertThat(days(zeta)).isEqualTo(before);
    }

    private static JsonNode days(Estate estate) {
        return estate.tenancy().api().get("retention").expect(200).at("/data/attributes/days");
    }

    private static void checkDaily() {
        assertThat(daily(zeta).status()).isEqualTo(404);
        // there is one already
        assertThat(daily(acme).status()).isEqualTo(409);
    }

    private static Answer daily(Estate whose) {
        Map<String, Object> provider = Map.of("provider_id", id(whose, "providers").toString());
        return acme.tenancy().api().post("schedules/daily", document("daily-schedules", provider));
    }

    /** What is made is linked to nothing foreign. */
    private static void checkMaking(Route route) {
        RequestType takes = route.facts().requireTakes();
        assertThat(takes.links()).as("%s is not covered here", name(route)).isNotEmpty();
        for (InputLink link : takes.links().values()) {
            var made = acme.tenancy().api();
            made.post(path(route, acme), making(takes, link, zeta)).expect(400);
            assertThat(made.post(path(route, acme), making(takes, link, acme)).status())
                    .isIn(201, 202);
        }
    }

    private static Map<String, Object> making(RequestType takes, InputLink link, Estate whose) {
        Map<String, Object> links = new HashMap<>();
        // what cannot be left out is one's own
        takes.links().values().stream()
                .filter(InputLink::required)
                .forEach(each -> links.put(each.name(), linked(each, acme)));
        links.put(link.name(), linked(link, whose));
        return document(takes.type(), attributes(takes), links);
    }

    private static Map<String, Object> attributes(RequestType takes) {
        return takes.inputs().values().stream()
                .filter(Input::required)
                .collect(Collectors.toMap(Input::name, input -> given(input.name())));
    }

    private static Object given(String input) {
        return switch (input) {
            case "email" -> Tenancy.email();
            case "secret_type" -> "static";
            // of the kind that the first provider is
            case "secret" -> Map.of("aws_access_key_id", "id", "aws_secret_access_key", "key");
            default -> "made " + UUID.randomUUID();
        };
    }

    private static Map<String, Object> linked(InputLink link, Estate whose) {
        Map<String, Object> many = linked(link.type(), whose);
        return link.many()
                ? many
                : Map.of(
                        "data",
                        Map.of("type", link.type(), "id", id(whose, link.type()).toString()));
    }

    private static Map<String, Object> linked(String type, Estate whose) {
        return dev.bailiwick.posture.Api.links(type, id(whose, type).toString());
    }

    /** Neither is a foreign thing linked to anything, nor anything to a foreign thing. */
    private static void checkLinking(Route route) {
        String type = route.facts().requireTakes().type();
        String before = collection(zeta, route);

        for (String foreign : foreignPaths(route)) {
            assertThat(send(route, foreign, linked(type, acme)).status()).isEqualTo(404);
        }
        Answer answer = send(route, path(route, acme), linked(type, zeta));

        assertThat(answer.status()).as("%s", answer).isIn(204, 400);
        assertThat(collection(zeta, route)).isEqualTo(before);
        assertThat(foreignMarks).noneMatch(collection(acme, route)::contains);
        Estate another = Estate.on(SERVER);
        assertThat(send(another, route, path(route, another), linked(type, another)).status())
                .as("control: linked, or linked already")
                .isIn(204, 400);
    }

    private static Answer send(Route route, String path, Object body) {
        return send(acme, route, path, body);
    }

    private static Answer send(Estate who, Route route, String path, Object body) {
        var api = who.tenancy().api();
        return route.method().equals("POST") ? api.post(path, body) : api.patch(path, body);
    }

    private static void checkRead(Route route) {
        for (String foreign : foreignPaths(route)) {
            acme.tenancy().api().get(foreign).expect(404);
        }
        Answer control = read(zeta, route, "");
        SumOf sum = SumOf.of(name(route));
        if (sum != null) {
            checkSum(route, sum);
            return;
        }
        assertThat(foreignMarks).as("control: %s", control).anyMatch(control.body()::contains);
        assertNothingForeign(read(acme, route, ""));
        ResourceType answers = route.facts().answers();
        Set<String> includes = answers == null ? Set.of() : answers.includes();
        if (!includes.isEmpty()) {
            assertNothingForeign(read(acme, route, "include=" + String.join(",", includes)));
        }
        if (route.facts().listing() != null) {
            checkFilters(route);
        }
    }

    /** Both estates have findings; a sum over more than one's own is greater than they are. */
    private static void checkSum(Route route, SumOf sum) {
        long own = sum.in(read(acme, route, sum.query()));
        long foreign = sum.in(read(zeta, route, sum.query()));
        assertThat(own).isPositive().isLessThanOrEqualTo(findings(acme));
        assertThat(foreign).isPositive().isLessThanOrEqualTo(findings(zeta));
        if (sum.all()) {
            assertThat(own).isEqualTo(findings(acme));
            assertThat(foreign).isEqualTo(findings(zeta));
        }
        if (!route.facts().requireListing().filters().isEmpty()) {
            checkFilters(route);
        }
    }

    private static long findings(Estate estate) {
        return SERVER.sql()
                .sql("select count(*) from finding where tenant_id = ?")
                .param(estate.tenancy().id())
                .query(Long.class)
                .single();
    }

    private static void checkFilters(Route route) {
        List<String> ids = zeta.ids().stream().map(UUID::toString).toList();
        for (Filter<?> filter : route.facts().requireListing().filters().values()) {
            if ("uuid".equals(filter.kind().schema().get("format"))) {
                List<String> values = filter.many() ? List.of(String.join(",", ids)) : ids;
                for (String value : values) {
                    checkFiltered(route, "filter[%s]=%s".formatted(filter.name(), value));
                }
            }
        }
    }

    private static void checkFiltered(Route route, String filter) {
        Answer answer = acme.tenancy().api().get(path(route, acme, filter));

        assertThat(answer.status()).as("%s", answer).isIn(200, 400, 404);
        if (answer.status() == 200 && route.facts().many()) {
            SumOf sum = SumOf.of(name(route));
            if (sum == null || sum.all()) {
                assertThat(answer.items()).as("%s", answer).isEmpty();
            } else {
                // some name each kind, also where there is nothing of it
                assertThat(sum.in(answer)).as("%s", answer).isZero();
            }
        }
        // but for the links, which repeat the question
        String objects = answer.at("/data") + " " + answer.at("/included") + answer.at("/errors");
        assertThat(foreignMarks).as("%s", answer).noneMatch(objects::contains);
    }

    private static void checkChange(Route route) {
        String type = route.facts().requireTakes().type();
        Map<String, String> attributes = new HashMap<>(changes());
        attributes.keySet().retainAll(route.facts().requireTakes().inputs().keySet());
        assertThat(attributes).as("say what to change by %s", name(route)).isNotEmpty();
        String before = collection(zeta, route);

        for (String foreign : foreignPaths(route)) {
            acme.tenancy()
                    .api()
                    .patch(foreign, document(type, last(foreign), attributes))
                    .expect(404);
        }

        assertThat(collection(zeta, route)).isEqualTo(before);
        String own = path(route, zeta);
        zeta.tenancy().api().patch(own, document(type, last(own), attributes)).expect(200);
    }

    /** What a change of anything changes. */
    private static Map<String, String> changes() {
        return Map.of(
                "name",
                "Stolen",
                "alias",
                "Stolen",
                "cron",
                "7 7 7 7 *",
                // who is one already stays one
                "role",
                "owner",
                "expires_at",
                Instant.now().plus(Duration.ofDays(30)).toString());
    }

    private static void checkRemoval(Route route) {
        String before = collection(zeta, route);

        for (String foreign : foreignPaths(route)) {
            acme.tenancy().api().delete(foreign).expect(404);
        }

        assertThat(collection(zeta, route)).isEqualTo(before);
        Estate another = Estate.on(SERVER);
        assertThat(another.tenancy().api().delete(path(route, another)).status())
                .as("control")
                .isNotEqualTo(404);
    }

    /** One's own has not failed. */
    private static void checkRetry(Route route) {
        acme.tenancy().api().post(path(route, zeta), Map.of()).expect(404);
        zeta.tenancy().api().post(path(route, zeta), Map.of()).expect(400);
    }

    /** A question about a thing, which comes without a document. */
    private static void checkAsking(Route route) {
        acme.tenancy().api().post(path(route, zeta), Map.of()).expect(404);
        zeta.tenancy().api().post(path(route, zeta), Map.of()).expect(202);
    }

    private static void checkSwitch() {
        Map<String, String> foreign = Map.of("tenant_id", zeta.tenancy().id().toString());
        Map<String, String> own = Map.of("tenant_id", acme.tenancy().id().toString());
        var api = acme.tenancy().api();

        assertNothingForeign(
                api.post("tokens/switch", document("tokens-switch-tenant", foreign)).expect(400));
        api.post("tokens/switch", document("tokens-switch-tenant", own)).expect(200);
    }

    private static Answer read(Estate who, Route route, String query) {
        return who.tenancy().api().get(path(route, who, query)).expect(200);
    }

    /** The list that a route's object is in, as its own tenant reads it. */
    private static String collection(Estate estate, Route route) {
        String path = path(route, estate);
        UUID id = id(estate, variables(route).getLast().group(1));
        String list = path.substring(0, path.lastIndexOf("/" + id));
        return estate.tenancy().api().get(list).expect(200).body();
    }

    private static void assertNothingForeign(Answer answer) {
        assertThat(foreignMarks).as("%s", answer).noneMatch(answer.body()::contains);
    }

    private static String path(Route route, Estate estate, String query) {
        String path = path(route, estate);
        String time = DATED.get(path.split("/", -1)[0]);
        boolean dated = time != null && !path.contains("latest") && variables(route).isEmpty();
        String day = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        String days = dated ? "filter[%s__gte]=%s".formatted(time, day) : "";
        return Stream.of(days, query)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("&", path + "?", ""));
    }

    private static List<MatchResult> variables(Route route) {
        return VARIABLE.matcher(route.path()).results().toList();
    }

    /** With the ids of {@code estate}. */
    private static String path(Route route, Estate estate) {
        return path(route, variables(route).stream().map(each -> estate).toList());
    }

    /** With each mixture of own and foreign ids in which one at least is foreign. */
    private static List<String> foreignPaths(Route route) {
        int variables = variables(route).size();
        List<String> paths = new ArrayList<>();
        for (int mixture = 1; mixture < 1 << variables; mixture++) {
            List<Estate> whose = new ArrayList<>();
            for (int n = 0; n < variables; n++) {
                whose.add((mixture >> n & 1) == 1 ? zeta : acme);
            }
            paths.add(path(route, whose));
        }
        return paths;
    }

    private static String path(Route route, List<Estate> whose) {
        StringBuilder path = new StringBuilder();
        int end = Api.V1.length() + 1;
        int n = 0;
        for (MatchResult variable : variables(route)) {
            path.append(route.path(), end, variable.end(1) + 1)
                    .append(id(whose.get(n++), variable.group(1)));
            end = variable.end();
        }
        return path.append(route.path().substring(end)).toString();
    }

    private static UUID id(Estate estate, String collection) {
        return switch (collection) {
            case "tasks" -> estate.task();
            case "tenants" -> estate.tenancy().id();
            case "users" -> estate.tenancy().owner().id();
            // the first one, admin, cannot be changed
            case "roles" -> estate.newest("role");
            default -> {
                String table = TABLES.get(collection);
                if (table == null) {
                    throw new AssertionError("say in TABLES where an id of " + collection + " is");
                }
                yield estate.first(table);
            }
        };
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
