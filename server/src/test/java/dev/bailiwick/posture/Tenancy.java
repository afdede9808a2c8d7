package dev.bailiwick.posture;

import static dev.bailiwick.posture.Api.document;

import dev.bailiwick.posture.Api.Answer;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A tenant made by sign-up, and the members that are put into it. */
public final class Tenancy {

    private final TestServer server;
    private final UUID id;
    private final Person owner;

    private Tenancy(TestServer server, UUID id, Person owner) {
        this.server = server;
        this.id = id;
        this.owner = owner;
    }

    /** Somebody with an account, signed in to the tenant. */
    public record Person(Api api, UUID id, String email) {}

    public static Tenancy of(TestServer server) {
        String email = email();
        Api api = server.api().signUp(email);
        return new Tenancy(server, tenantOf(api), new Person(api, idOf(api), email));
    }

    public UUID id() {
        return id;
    }

    public Person owner() {
        return owner;
    }

    /** The owner's client. */
    public Api api() {
        return owner.api();
    }

    /** A new member with a role of just these permissions, who sees every provider. */
    public Person member(String... permissions) {
        return join("member", permissions);
    }

    public Person secondOwner(String... permissions) {
        return join("owner", permissions);
    }

    /** Puts somebody who has an account already into this tenant. */
    public Api admit(Person person, String membership, String... permissions) {
        JdbcClient sql = server.sql();
        UUID role = UUID.randomUUID();
        sql.sql("insert into membership (tenant_id, user_id, role) values (?, ?, ?)")
                .params(id, person.id(), membership)
                .update();
        sql.sql(
                        "insert into role (tenant_id, id, name, permissions, unlimited_visibility)"
                                + " values (?, ?, ?, ?, true)")
                .params(id, role, "role " + role, permissions)
                .update();
        sql.sql("insert into role_user (tenant_id, role_id, user_id) values (?, ?, ?)")
                .params(id, role, person.id())
                .update();
        return signIn(person.email());
    }

    /** Signs in to this tenant. */
    public Api signIn(String email) {
        Map<String, Object> credentials =
                Map.of("email", email, "password", Api.PASSWORD, "tenant_id", id.toString());
        Answer tokens = server.api().post("tokens", document("tokens", credentials)).expect(200);
        return server.api().withToken(tokens.at("/data/attributes/access").asString());
    }

    private Person join(String membership, String... permissions) {
        Tenancy own = Tenancy.of(server);
        Person person = own.owner();
        return new Person(admit(person, membership, permissions), person.id(), person.email());
    }

    /** The tenant that a client is signed in to. */
    public static UUID tenantOf(Api who) {
        Answer me = who.get("users/me?include=memberships").expect(200);
        String active =
                me.at("/data/relationships/memberships/data")
                        .valueStream()
                        .filter(link -> link.at("/meta/active").asBoolean())
                        .map(link -> link.get("id").asString())
                        .findFirst()
                        .orElseThrow();
        return me.at("/included")
                .valueStream()
                .filter(item -> item.get("id").asString().equals(active))
                .map(item -> item.at("/relationships/tenant/data/id").asString())
                .map(UUID::fromString)
                .findFirst()
                .orElseThrow();
    }

    public static UUID idOf(Api who) {
        return UUID.fromString(who.get("users/me").expect(200).id());
    }

    public static String email() {
        return "ada-" + UUID.randomUUID() + "@example.com";
    }

    /** What {@code work} gives when it is done so many times at once. */
    public static <T> List<T> atOnce(int times, Callable<T> work) throws InterruptedException {
        return atOnce(Collections.nCopies(times, work));
    }

    /** What each of {@code work} gives when all are done at once. */
    public static <T> List<T> atOnce(List<Callable<T>> work) throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
            return threads.invokeAll(work).stream().map(Future::resultNow).toList();
        }
    }
}
