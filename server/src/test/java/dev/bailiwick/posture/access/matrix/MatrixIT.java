package dev.bailiwick.posture.access.matrix;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.links;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.audit.RefusalSums;
import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Estate;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.access.matrix.Fresh.Deletion;
import dev.bailiwick.posture.access.matrix.Matrix.Row;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every row of the matrix over HTTP, held against what the contract says in prose: for members with
 * no permission, each alone, all but one and all, at objects of their own tenant, of another, of
 * their own out of sight, and at none.
 */
final class MatrixIT {

    private static final Pattern VARIABLE = Pattern.compile("([a-z-]+)/\\{\\w+}");
    private static final Pattern UUIDS =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final UUID ABSENT = UUID.fromString("0198c000-0000-7000-8000-00000000dead");

    private static final Map<String, String> TABLES =
            Map.ofEntries(
                    Map.entry("api-keys", "api_key"),
                    Map.entry("findings", "finding"),
                    Map.entry("ingestions", "ingestion"),
                    Map.entry("invitations", "invitation"),
                    Map.entry("provider-groups", "provider_group"),
                    Map.entry("providers", "provider"),
                    Map.entry("resources", "resource"),
                    Map.entry("roles", "role"),
                    Map.entry("scans", "scan"),
                    Map.entry("schedules", "schedule"),
                    Map.entry("secrets", "provider_secret"));

    private static final Map<String, String> KEPT = kept();

    private static Map<String, String> kept() {
        Map<String, String> kept = new HashMap<>();
        TABLES.forEach((collection, table) -> kept.put(collection, counting(table, "true")));
        kept.put("api-keys", counting("api_key", "not revoked"));
        kept.put("invitations", counting("invitation", "state = 'pending'"));
        kept.put("providers", counting("provider", "deleted_at is null"));
        kept.put("tasks", counting("job", "true"));
        kept.put("tenants", counting("tenant", "deleted_at is null"));
        kept.put("users", counting("app_user", "is_active"));
        kept.put("memberships", counting("membership", "true"));
        return Map.copyOf(kept);
    }

    private static String counting(String table, String condition) {
        return "select count(*) from %s where id = ? and %s".formatted(table, condition);
    }

    /** What limited members do not see of their own tenant. */
    private static final Set<String> NARROWED =
            Set.of(
                    "findings",
                    "ingestions",
                    "provider-groups",
                    "providers",
                    "resources",
                    "scans",
                    "schedules",
                    "secrets",
                    "tasks");

    private static final TestServer SERVER = TestServer.shared();
    private static final List<Members> MEMBERS = new ArrayList<>();
    private static final Map<String, UUID> OWN = new HashMap<>();
    private static final Map<String, UUID> FOREIGN = new HashMap<>();
    private static final Map<Api, UUID> WHO = new HashMap<>();

    /** How often what was refused to whom. */
    private static final Map<String, Long> REFUSED = new ConcurrentHashMap<>();

    private static Estate acme;

    /** Two who may do the same: one sees all, the other a provider of which there is nothing. */
    private record Members(Set<Permission> permissions, Api member, Api limited) {}

    @BeforeAll
    static void fill() throws Exception {
        acme = Estate.on(SERVER);
        ids(acme, OWN);
        ids(Estate.on(SERVER), FOREIGN);
        UUID seen =
                UUID.fromString(
                        acme.tenancy()
                                .api()
                                .post(
                                        "providers",
                                        document(
                                                "providers",
                                                Map.of("provider", "gcp", "uid", "harbour-77")))
                                .expect(201)
                                .id());
        join(Set.of(), seen);
        join(Permission.ALL, seen);
        for (Permission each : Permission.values()) {
            join(Set.of(each), seen);
            join(EnumSet.complementOf(EnumSet.of(each)), seen);
        }
    }

    private static void ids(Estate estate, Map<String, UUID> ids) {
        TABLES.forEach((collection, table) -> ids.put(collection, estate.newest(table)));
        ids.put("tasks", estate.task());
        ids.put("tenants", estate.tenancy().id());
        ids.put("users", estate.tenancy().owner().id());
        ids.put("memberships", estate.first("membership"));
    }

    private static void join(Set<Permission> permissions, UUID seen) {
        String[] names = permissions.stream().map(Permission::name).toArray(String[]::new);
        Person member = acme.tenancy().member(names);
        Person limited = acme.tenancy().member(names);
        acme.tenancy().limit(limited, seen);
        WHO.put(member.api(), member.id());
        WHO.put(limited.api(), limited.id());
        MEMBERS.add(new Members(permissions, member.api(), limited.api()));
    }

    @TestFactory
    Stream<DynamicTest> lets() {
        return Matrix.read().rows().stream()
                .map(row -> DynamicTest.dynamicTest(row.place(), () -> check(row)));
    }

    private static void check(Row row) throws Exception {
        Prose prose = Prose.of(row.method(), row.path());
        assertThat(send(row, SERVER.api(), path(row, Map.of())).status() == 401)
                .as("%s without credentials", row)
                .isEqualTo(prose != Prose.ANYBODY);
        List<Callable<@Nullable Void>> members = new ArrayList<>();
        for (Members each : MEMBERS) {
            members.add(
                    () -> {
                        check(row, prose, each);
                        return null;
                    });
        }
        // what is deleted moves authority, and whoever comes at that moment is to come again
        int atOnce = row.method().equals("DELETE") ? 1 : 4;
        try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
            for (var done : threads.invokeAll(members)) {
                done.get();
            }
        }
    }

    private static void check(Row row, Prose prose, Members members) {
        Api member = members.member();
        Api limited = members.limited();
        boolean narrowed = NARROWED.stream().anyMatch(each -> row.path().contains(each + "/{"));
        if (!prose.letsIn(members.permissions())) {
            assertRefused(row, prose, member, OWN);
            if (row.path().contains("{")) {
                assertRefused(row, prose, member, FOREIGN);
                assertRefused(row, prose, member, Map.of());
            }
            if (narrowed) {
                assertRefused(row, prose, limited, OWN);
            }
            return;
        }
        if (row.method().equals("DELETE")) {
            checkDeleted(row, members);
        } else {
            checkOwn(row, member);
        }
        if (row.path().contains("{")) {
            Answer absent = send(row, member, path(row, Map.of()));
            assertAbsent(row, absent);
            assertSame(row, send(row, member, path(row, FOREIGN)), absent);
        }
        if (narrowed) {
            Answer absent = send(row, limited, path(row, Map.of()));
            assertAbsent(row, absent);
            assertSame(row, send(row, limited, path(row, OWN)), absent);
        }
    }

    /** Something that is made for that. */
    private static void checkDeleted(Row row, Members members) {
        Deletion deletion =
                new Fresh(acme.tenancy())
                        .of(row.path(), members.permissions(), members.member())
                        .orElse(null);
        if (deletion == null) {
            Answer answer = send(row, members.member(), path(row, OWN));
            assertThat(isNotOffered(answer)).as("%s: %s", row, answer).isTrue();
            return;
        }
        Answer answer = deletion.who().delete(deletion.path());
        assertStatus(row, answer, deletion.status());
        if (answer.status() == 202) {
            // its end moves authority, too
            Eventually.get(
                    () ->
                            acme.tenancy()
                                    .api()
                                    .get("tasks/" + answer.id())
                                    .at("/data/attributes/state")
                                    .asString(),
                    Set.of("completed", "cancelled")::contains);
        }
        if (deletion.gone() != null) {
            assertStatus(row, acme.tenancy().api().get(deletion.gone()), 404);
            int again = deletion.who().delete(deletion.path()).status();
            assertThat(again).as("%s", row).isIn(401, 404);
        }
    }

    /** What nobody could delete, and what was not theirs, is still there. */
    @AfterAll
    static void isKept() {
        for (Map<String, UUID> ids : List.of(OWN, FOREIGN)) {
            ids.forEach(
                    (collection, id) ->
                            assertThat(
                                            SERVER.sql()
                                                    .sql(
                                                            Objects.requireNonNull(
                                                                    KEPT.get(collection)))
                                                    .param(id)
                                                    .query(Long.class)
                                                    .single())
                                    .as("%s %s", collection, id)
                                    .isEqualTo(1));
        }
    }

    private static void checkOwn(Row row, Api member) {
        Answer answer = send(row, member, path(row, OWN));
        assertThat(answer.status()).as("%s: %s", row, answer).isNotIn(401, 403).isLessThan(500);
        if (!row.method().equals("GET")) {
            // either no document is asked for, or this one says nothing: not that nothing is there
            assertThat(Set.of(200, 201, 202, 204, 400).contains(answer.status()))
                    .as("%s: %s", row, answer)
                    .isNotEqualTo(isNotOffered(answer));
        }
        if (row.method().equals("GET") && row.path().contains("{")) {
            boolean othersMemberships = row.path().startsWith("/users/{user_pk}/memberships");
            assertThat(answer.status() == 200 || othersMemberships || isNotOffered(answer))
                    .as("%s: %s", row, answer)
                    .isTrue();
        }
    }

    private static void assertRefused(Row row, Prose prose, Api who, Map<String, UUID> ids) {
        Answer answer = send(row, who, path(row, ids));
        assertStatus(row, answer, prose.refusal(ids.equals(OWN)));
        if (answer.status() == 403) {
            REFUSED.merge(WHO.get(who) + " permission:" + prose.missing(), 1L, Long::sum);
        }
    }

    /** Each that was refused, and nothing else; one entry for somebody, a rule and a minute. */
    @AfterAll
    static void isOnRecord() {
        SERVER.bean(RefusalSums.class).flushAll();
        Map<String, Long> told = new HashMap<>();
        Set<String> entries = new HashSet<>();
        int pages = 1;
        for (int page = 1; page <= pages; page++) {
            Answer list =
                    acme.tenancy()
                            .api()
                            .get(
                                    "audit-log?filter[kind]=refused&sort=at&page[size]=100&page[number]="
                                            + page)
                            .expect(200);
            pages = list.at("/meta/pagination/pages").asInt();
            for (JsonNode item : list.items()) {
                JsonNode entry = item.get("attributes");
                String whose = entry.get("principal_id").asString();
                String what = whose + " " + entry.get("what").asString();
                assertThat(entries.add(what + " " + entry.get("at").asString()))
                        .as("one of %s", what)
                        .isTrue();
                if (WHO.containsValue(UUID.fromString(whose)) && what.contains("permission:")) {
                    told.merge(what, entry.get("count").asLong(), Long::sum);
                }
            }
        }
        assertThat(REFUSED).isNotEmpty();
        assertThat(told).isEqualTo(REFUSED);
    }

    private static void assertStatus(Row row, Answer answer, int status) {
        assertThat(answer.status()).as("%s: %s", row, answer).isEqualTo(status);
    }

    /** Not there, or not asked for before a document is read that says nothing. */
    private static void assertAbsent(Row row, Answer answer) {
        assertThat(answer.status())
                .as("%s: %s", row, answer)
                .isIn(row.method().equals("GET") ? Set.of(200, 404) : Set.of(204, 400, 404));
        if (row.method().equals("GET") && row.path().endsWith("}")) {
            assertThat(answer.status()).as("%s: %s", row, answer).isEqualTo(404);
        }
    }

    /** What is not theirs is as if it were not there, to the letter. */
    private static void assertSame(Row row, Answer answer, Answer absent) {
        assertThat(told(answer)).as("%s: %s", row, answer.request()).isEqualTo(told(absent));
    }

    private static String told(Answer answer) {
        return answer.status() + " " + UUIDS.matcher(answer.body()).replaceAll("*");
    }

    private static boolean isNotOffered(Answer answer) {
        return answer.status() == 404 && answer.body().contains("does not offer this yet");
    }

    @Test
    void oneselfAndOwnersAreLetInWithoutAPermission() {
        Person member = acme.tenancy().member();
        Person owner = acme.tenancy().secondOwner();
        Map<String, Object> name = Map.of("name", "Renamed");

        member.api()
                .patch("users/" + member.id(), document("users", member.id().toString(), name))
                .expect(200);
        String admin = acme.tenancy().api().get("roles").expect(200).ids().getFirst();
        String own = "users/" + owner.id() + "/relationships/roles";
        member.api()
                .patch("users/" + member.id() + "/relationships/roles", links("roles", admin))
                .expect(403);
        owner.api().patch(own, links("roles", admin)).expect(204);
    }

    /** With a document that changes something: what is not seen is not there, whatever one may. */
    @ParameterizedTest
    @CsvSource({
        "providers, providers, providers, alias, Harbour",
        "scans, scans, scans, name, Nightly",
        "provider-groups, provider-groups, provider-groups, name, Harbours",
        "providers/secrets, secrets, provider-secrets, name, Renewed",
        "schedules, schedules, schedules, cron, 7 7 7 7 *"
    })
    void whatIsNotSeenIsNotChanged(
            String path, String collection, String type, String attribute, String value) {
        Members all =
                MEMBERS.stream()
                        .filter(each -> each.permissions().equals(Permission.ALL))
                        .findFirst()
                        .orElseThrow();
        String id = Objects.requireNonNull(OWN.get(collection)).toString();
        String own = path + "/" + id;
        Map<String, Object> change = document(type, id, Map.of(attribute, value));

        all.limited().patch(own, change).expect(404);
        assertThat(all.member().get(own).expect(200).at("/data/attributes/" + attribute).asString())
                .isNotEqualTo(value);
        all.member().patch(own, change).expect(200);
        assertThat(all.member().get(own).expect(200).at("/data/attributes/" + attribute).asString())
                .isEqualTo(value);
    }

    private static Answer send(Row row, Api who, String path) {
        Map<String, Object> empty = Map.of("data", Map.of());
        return switch (row.method()) {
            case "GET" -> who.get(path);
            case "POST" -> who.post(path, empty);
            case "PATCH" -> who.patch(path, empty);
            case "DELETE" -> who.delete(path);
            default -> throw new AssertionError(row);
        };
    }

    /** With these ids by what they are of, and with one of nothing for the others. */
    private static String path(Row row, Map<String, UUID> ids) {
        Matcher variables = VARIABLE.matcher(row.path());
        StringBuilder path = new StringBuilder();
        while (variables.find()) {
            UUID id = ids.getOrDefault(variables.group(1), ABSENT);
            variables.appendReplacement(path, variables.group(1) + "/" + id);
        }
        variables.appendTail(path);
        return path.toString().replaceFirst("^/", "").replaceAll("\\{\\w+}", ABSENT.toString());
    }
}
