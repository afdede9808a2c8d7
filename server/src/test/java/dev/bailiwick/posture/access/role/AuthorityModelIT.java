package dev.bailiwick.posture.access.role;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.links;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.access.Permission;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * Four clients at once who change roles, what users hold, groups and invitations at random; then
 * the record of the changes is replayed in a simple model, and every member is let do and shown
 * exactly what the model says.
 */
final class AuthorityModelIT {

    private static final int CHANGES = 45;

    /** Done or refused, and never failed. */
    private static final Set<Integer> ANSWERS = Set.of(200, 201, 204, 400, 401, 403, 404);

    /** What asks for each permission and changes nothing. */
    private static final Map<Permission, String> PROBES =
            Map.of(
                    Permission.MANAGE_USERS, "users",
                    Permission.MANAGE_ACCOUNT, "roles",
                    Permission.MANAGE_PROVIDERS, "providers/secrets",
                    Permission.MANAGE_INTEGRATIONS, "integrations",
                    Permission.MANAGE_SCANS, "mute-rules",
                    Permission.MANAGE_INGESTIONS, "ingestions");

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    /** Ids that clients choose from, also those of things that are gone. */
    private final List<String> roles = new CopyOnWriteArrayList<>();

    private final List<String> groups = new CopyOnWriteArrayList<>();
    private final List<String> providers = new CopyOnWriteArrayList<>();
    private final List<String> invitations = new CopyOnWriteArrayList<>();
    private final List<Person> people = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void leavesWhatTheRecordSays(long seed) throws Exception {
        List<Api> clients = prepare();
        AuthorityModel model = AuthorityModel.of(server, acme.id());
        List<Callable<Integer>> work = new ArrayList<>();
        for (int n = 0; n < clients.size(); n++) {
            Api client = clients.get(n);
            Random random = new Random(seed * 100 + n);
            work.add(() -> changes(client, random));
        }

        List<Integer> done = Tenancy.atOnce(work);
        model.replay(server, acme.owner().id());

        assertThat(done.stream().mapToInt(Integer::intValue).sum())
                .as("how much was done, seed %d", seed)
                .isGreaterThan(CHANGES);
        assertThat(model.isManaged()).isTrue();
        for (Person person : people) {
            assertAsModelled(person, model, seed);
        }
    }

    /** The owner, two who manage everything and one who manages what little they see. */
    private List<Api> prepare() {
        for (int n = 0; n < 4; n++) {
            Map<String, String> account = Map.of("provider", "gcp", "uid", "harbour-" + n);
            providers.add(acme.api().post("providers", document("providers", account)).id());
        }
        String[] all = Permission.names().toArray(String[]::new);
        Person second = acme.member(all);
        Person third = acme.member("MANAGE_ACCOUNT", "MANAGE_PROVIDERS", "MANAGE_SCANS");
        Person limited = acme.member("MANAGE_ACCOUNT", "MANAGE_USERS");
        acme.limit(limited, UUID.fromString(providers.getFirst()));
        people.addAll(List.of(acme.owner(), second, third, limited));
        people.addAll(List.of(acme.member("MANAGE_SCANS"), acme.member()));
        roles.addAll(acme.api().get("roles?page[size]=50").expect(200).ids());
        groups.addAll(acme.api().get("provider-groups").expect(200).ids());
        return List.of(acme.api(), second.api(), third.api(), limited.api());
    }

    /** How many of the changes were made; the others were refused, and none failed. */
    private int changes(Api client, Random random) {
        int done = 0;
        for (int n = 0; n < CHANGES; n++) {
            Answer answer = change(client, random);
            // who is asked to try again, as authority moves and moves, finds something else to do
            boolean later =
                    answer.status() == 409
                            || (answer.status() == 503 && answer.header("Retry-After") != null);
            assertThat(later || ANSWERS.contains(answer.status())).as("%s", answer).isTrue();
            done += answer.status() < 300 ? 1 : 0;
        }
        return done;
    }

    private Answer change(Api client, Random random) {
        return switch (random.nextInt(12)) {
            case 0, 1 -> {
                Answer made = client.post("roles", role(random));
                yield noted(made, roles);
            }
            case 2 -> {
                String id = any(roles, random);
                Map<String, Object> flags = flags(random);
                yield client.patch("roles/" + id, document("roles", id, flags));
            }
            case 3 ->
                    random.nextInt(3) == 0
                            ? client.delete("roles/" + any(roles, random))
                            : client.patch(
                                    "roles/"
                                            + any(roles, random)
                                            + "/relationships/provider_groups",
                                    links("provider-groups", any(groups, random)));
            case 4, 5 -> client.post(rolesOf(random), links("roles", any(roles, random)));
            case 6 ->
                    client.patch(
                            rolesOf(random),
                            links("roles", any(roles, random), any(roles, random)));
            case 7 -> client.delete(rolesOf(random), links("roles", any(roles, random)));
            case 8 -> noted(client.post("provider-groups", group(random)), groups);
            case 9 -> {
                String path = "provider-groups/" + any(groups, random);
                yield random.nextInt(4) == 0
                        ? client.delete(path)
                        : client.patch(
                                path + "/relationships/providers",
                                links("providers", any(providers, random)));
            }
            case 10 -> noted(client.post("tenants/invitations", invitation(random)), invitations);
            default ->
                    invitations.isEmpty() || random.nextBoolean()
                            ? join(client, random)
                            : client.delete("tenants/invitations/" + any(invitations, random));
        };
    }

    /** Invites somebody who has an account, and lets them accept. */
    private Answer join(Api client, Random random) {
        Tenancy guest = Tenancy.of(server);
        Answer invited =
                client.post(
                        "tenants/invitations",
                        document(
                                "invitations",
                                Map.of("email", guest.owner().email()),
                                Map.of("roles", links("roles", any(roles, random)))));
        if (invited.status() != 201) {
            return invited;
        }
        String token = invited.at("/data/attributes/token").asString();
        Answer accepted =
                guest.api()
                        .post(
                                "invitations/accept",
                                document("invitations", Map.of("invitation_token", token)));
        if (accepted.status() == 201) {
            Api here = acme.signIn(guest.owner().email());
            people.add(new Person(here, guest.owner().id(), guest.owner().email()));
        }
        return accepted;
    }

    private Map<String, Object> role(Random random) {
        Map<String, Object> attributes = flags(random);
        attributes.put("name", "role " + UUID.randomUUID());
        return groups.isEmpty()
                ? document("roles", attributes)
                : document(
                        "roles",
                        attributes,
                        Map.of("provider_groups", links("provider-groups", any(groups, random))));
    }

    private Map<String, Object> group(Random random) {
        return document(
                "provider-groups",
                Map.of("name", "group " + UUID.randomUUID()),
                Map.of(
                        "providers",
                        links("providers", any(providers, random)),
                        "roles",
                        random.nextInt(3) == 0
                                ? links("roles", any(roles, random))
                                : links("roles")));
    }

    private Map<String, Object> invitation(Random random) {
        return document(
                "invitations",
                Map.of("email", Tenancy.email()),
                Map.of("roles", links("roles", any(roles, random))));
    }

    private static Map<String, Object> flags(Random random) {
        Map<String, Object> flags = new HashMap<>();
        for (Permission each : Permission.values()) {
            if (random.nextInt(4) == 0) {
                flags.put(each.name().toLowerCase(Locale.ROOT), random.nextInt(3) > 0);
            }
        }
        if (random.nextInt(3) == 0) {
            flags.put("unlimited_visibility", random.nextBoolean());
        }
        return flags;
    }

    private String rolesOf(Random random) {
        return "users/" + any(people, random).id() + "/relationships/roles";
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static Answer noted(Answer made, List<String> where) {
        if (made.status() == 201) {
            where.add(made.id());
        }
        return made;
    }

    private void assertAsModelled(Person person, AuthorityModel model, long seed) {
        String who = "%s, seed %d".formatted(person.email(), seed);
        Set<Permission> held = model.permissions(person.id());
        PROBES.forEach(
                (permission, path) ->
                        assertThat(person.api().get(path).status() == 403)
                                .as("%s asks for %s", who, path)
                                .isEqualTo(!held.contains(permission)));
        assertThat(uuids(person.api().get("providers?page[size]=100").expect(200)))
                .as("providers of %s", who)
                .containsExactlyInAnyOrderElementsOf(
                        model.unlimited(person.id())
                                ? providers.stream().map(UUID::fromString).toList()
                                : model.providers(person.id()));
        assertThat(uuids(person.api().get("provider-groups?page[size]=100").expect(200)))
                .as("groups of %s", who)
                .containsExactlyInAnyOrderElementsOf(
                        model.unlimited(person.id()) ? model.groups() : model.groups(person.id()));
    }

    private static List<UUID> uuids(Answer list) {
        Stream<String> ids = list.ids().stream();
        return ids.map(UUID::fromString).toList();
    }
}
