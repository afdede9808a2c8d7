package dev.bailiwick.posture.access.matrix;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.link;
import static dev.bailiwick.posture.Api.links;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.ScanRows;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.access.Permission;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Makes what is there to be deleted by whoever may. */
final class Fresh {

    private final Tenancy acme;

    Fresh(Tenancy acme) {
        this.acme = acme;
    }

    /**
     * What is deleted, and by whom.
     *
     * @param status of the answer
     * @param gone where it is not found from then on; null where what is deleted is a link or a
     *     state
     */
    record Deletion(Api who, String path, int status, @Nullable String gone) {}

    /** Empty for what is not offered. */
    Optional<Deletion> of(String path, Set<Permission> permissions, Api member) {
        return switch (path) {
            case "/api-keys/{id}/revoke" ->
                    kept(member, "api-keys/" + key(member) + "/revoke", 200);
            case "/provider-groups/{id}" -> gone(member, "provider-groups/" + group(), 204);
            case "/provider-groups/{id}/relationships/providers" ->
                    kept(member, "provider-groups/" + group() + "/relationships/providers", 204);
            case "/providers/{id}" -> gone(member, "providers/" + provider(), 202);
            case "/providers/secrets/{id}" -> gone(member, "providers/secrets/" + secret(), 204);
            case "/roles/{id}" -> gone(member, "roles/" + role(), 204);
            case "/roles/{id}/relationships/provider_groups" ->
                    kept(member, "roles/" + role() + "/relationships/provider_groups", 204);
            case "/scans/{id}" -> gone(member, "scans/" + scan(), 202);
            case "/schedules/{id}" -> gone(member, "schedules/" + schedule(), 204);
            case "/tasks/{id}" -> task(person(permissions));
            case "/tenants/invitations/{id}" ->
                    kept(member, "tenants/invitations/" + invitation(), 204);
            case "/tenants/{id}" -> gone(member, "tenants/" + tenant(member), 204);
            case "/tenants/{tenant_pk}/memberships/{id}" -> membership(person(permissions));
            case "/users/{id}" -> account(person(permissions));
            case "/users/{id}/relationships/roles" ->
                    kept(member, "users/" + acme.member().id() + "/relationships/roles", 204);
            default -> Optional.empty();
        };
    }

    private static Optional<Deletion> gone(Api who, String path, int status) {
        return Optional.of(new Deletion(who, path, status, path));
    }

    private static Optional<Deletion> kept(Api who, String path, int status) {
        return Optional.of(new Deletion(who, path, status, null));
    }

    private Optional<Deletion> membership(Person person) {
        UUID id =
                acme.server()
                        .sql()
                        .sql("select id from membership where tenant_id = ? and user_id = ?")
                        .params(acme.id(), person.id())
                        .query(UUID.class)
                        .single();
        return kept(person.api(), "tenants/" + acme.id() + "/memberships/" + id, 204);
    }

    /** What they have asked for themselves, and nobody runs. */
    private Optional<Deletion> task(Person person) {
        UUID id = UUID.randomUUID();
        acme.server()
                .sql()
                .sql(
                        """
                        with upload as (
                            insert into ingestion (tenant_id, status, sender_id)
                            values (:tenant, 'pending', :person)
                            returning id)
                        insert into job (tenant_id, id, name, args, principal_id, correlation)
                        select :tenant, :id, 'ingestion', jsonb_build_object('ingestion_id', upload.id), :person, '' from upload
                        """)
                .param("tenant", acme.id())
                .param("person", person.id())
                .param("id", id)
                .update();
        return kept(person.api(), "tasks/" + id, 202);
    }

    private static Optional<Deletion> account(Person person) {
        return gone(person.api(), "users/" + person.id(), 204);
    }

    private Person person(Set<Permission> permissions) {
        return acme.member(permissions.stream().map(Permission::name).toArray(String[]::new));
    }

    private static String name() {
        return "fresh " + UUID.randomUUID();
    }

    /** The member's own: keys of higher ranks are not theirs to revoke. */
    private String key(Api member) {
        return member.post("api-keys", document("api-keys", Map.of("name", name())))
                .expect(201)
                .id();
    }

    private String provider() {
        Map<String, String> account = Map.of("provider", "gcp", "uid", "h" + suffix());
        return make("providers", document("providers", account));
    }

    private String secret() {
        Map<String, Object> attributes =
                Map.of(
                        "name",
                        name(),
                        "secret_type",
                        "static",
                        "secret",
                        Map.of("api_token", "quay-token"));
        String team = "team_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        String provider =
                make("providers", document("providers", Map.of("provider", "vercel", "uid", team)));
        return make(
                "providers/secrets",
                document(
                        "provider-secrets",
                        attributes,
                        Map.of("provider", link("providers", provider))));
    }

    private UUID scan() {
        return new ScanRows(acme, provider()).published(name());
    }

    private UUID schedule() {
        String provider = provider();
        acme.api()
                .post(
                        "schedules/daily",
                        document("daily-schedules", Map.of("provider_id", provider)))
                .expect(202);
        return acme.server()
                .sql()
                .sql("select id from schedule where provider_id = ?::uuid")
                .param(provider)
                .query(UUID.class)
                .single();
    }

    private static String suffix() {
        return UUID.randomUUID().toString().substring(0, 18);
    }

    /** With what it could have links to. */
    private String group() {
        String first = acme.api().get("providers?page[size]=1").expect(200).ids().getFirst();
        Map<String, Object> links = Map.of("providers", links("providers", first));
        return make("provider-groups", document("provider-groups", Map.of("name", name()), links));
    }

    private String role() {
        Map<String, Object> links = Map.of("provider_groups", links("provider-groups", group()));
        return make("roles", document("roles", Map.of("name", name()), links));
    }

    private String invitation() {
        return make(
                "tenants/invitations",
                document(
                        "invitations",
                        Map.of("email", Tenancy.email()),
                        Map.of("roles", links("roles", role()))));
    }

    /** Somebody's own, which they own. */
    private static String tenant(Api member) {
        return member.post("tenants", document("tenants", Map.of("name", name()))).expect(201).id();
    }

    private String make(String collection, Map<String, Object> document) {
        return acme.api().post(collection, document).expect(201).id();
    }
}
