package dev.bailiwick.posture;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.audit.RefusalSums;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.access.Standing;
import dev.bailiwick.posture.access.Standings;
import dev.bailiwick.posture.access.Visibility;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

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

    /** The same tenant on a server that has a copy of the database. */
    public Tenancy on(TestServer copy) {
        return new Tenancy(copy, id, owner);
    }

    public TestServer server() {
        return server;
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

    /** From now on {@code person} sees these providers alone, by a group that is made of them. */
    public void limit(Person person, UUID... providers) {
        UUID group = UUID.randomUUID();
        JdbcClient sql = server.sql();
        sql.sql("insert into provider_group (tenant_id, id, name) values (?, ?, ?)")
                .params(id, group, "group " + group)
                .update();
        for (UUID provider : providers) {
            sql.sql(
                            "insert into provider_group_member (tenant_id, provider_group_id,"
                                    + " provider_id) values (?, ?, ?)")
                    .params(id, group, provider)
                    .update();
        }
        sql.sql(LIMIT).params(id, person.id(), group).update();
        sql.sql("update tenant set authority_epoch = authority_epoch + 1 where id = ?")
                .param(id)
                .update();
    }

    private static final String LIMIT =
            """
            with held as (
                update role set unlimited_visibility = false
                where tenant_id = ? and id in (select role_id from role_user where user_id = ?)
                returning tenant_id, id)
            insert into role_provider_group (tenant_id, role_id, provider_group_id)
            select tenant_id, id, ? from held
            """;

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

    /** What the owner's requests run in. */
    public Scope.Tenant scope() {
        return scope(owner);
    }

    /** What a member's requests run in, as their authority is now, but that they see everything. */
    public Scope.Tenant scope(Person member) {
        TenantId tenant = new TenantId(id);
        PrincipalId user = new PrincipalId(member.id());
        Standing now = server.bean(Standings.class).read(user, tenant).orElseThrow();
        return Visibility.all().within(Scope.Tenant.of(tenant).as(user)).at(now.epoch());
    }

    /** Does {@code work} as a request of the owner would: in scope, in one transaction. */
    public <T> T inTransaction(Supplier<T> work) {
        return inTransaction(owner, work);
    }

    /** As {@link #inTransaction(Supplier)}, as a request of a member. */
    public <T> T inTransaction(Person member, Supplier<T> work) {
        TransactionTemplate transaction =
                new TransactionTemplate(server.bean(PlatformTransactionManager.class));
        return Scopes.call(
                scope(member),
                () -> Objects.requireNonNull(transaction.execute(status -> work.get())));
    }

    /** To whom something was refused here, and by which rule, each once. */
    public List<String> refusals() {
        server.bean(RefusalSums.class).flushAll();
        return server.sql()
                .sql(
                        "select distinct principal_id || ' ' || what from audit_entry where"
                                + " tenant_id = ? and kind = 'refused'")
                .param(id)
                .query((row, n) -> String.valueOf(row.getString(1)))
                .list();
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

    /**
     * The request, sent again as long as its answer is that authority has moved meanwhile and that
     * it may be: by changes that come at once.
     */
    public static Callable<Answer> again(Callable<Answer> request) {
        return () -> {
            Answer answer = request.call();
            for (int n = 0; n < 10 && answer.status() == 503; n++) {
                assertThat(answer.body()).contains("What you may do has just changed");
                answer = request.call();
            }
            return answer;
        };
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
