package dev.bailiwick.posture.access;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.EpochRequiredException;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.Map;
import java.util.UUID;

/**
 * What was derived from an authority gets no further than its next transaction once that has moved;
 * what moves it comes from elsewhere, as from another process.
 */
final class RevocationIT {

    private static final String READ = "select count(*) from provider";

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final JdbcClient jdbc = server.bean(JdbcClient.class);

    /** What takes something from a member, or might. */
    enum Change {
        ROLES {
            @Override
            void happen(Tenancy acme, Person member) {
                String role =
                        acme.api().get("roles?filter[name]=admin").expect(200).ids().getFirst();
                acme.api()
                        .post("users/" + member.id() + "/relationships/roles", links("roles", role))
                        .expect(204);
            }
        },
        ROLE {
            @Override
            void happen(Tenancy acme, Person member) {
                String role =
                        acme.api().get("roles").expect(200).items().stream()
                                .filter(
                                        each ->
                                                !each.at("/attributes/name")
                                                        .asString()
                                                        .equals("admin"))
                                .findFirst()
                                .orElseThrow()
                                .get("id")
                                .asString();
                acme.api()
                        .patch("roles/" + role, document("roles", role, Map.of("name", "other")))
                        .expect(200);
            }
        },
        GROUP {
            @Override
            void happen(Tenancy acme, Person member) {
                acme.api()
                        .post(
                                "provider-groups",
                                document("provider-groups", Map.of("name", "quays")))
                        .expect(201);
            }
        },
        MEMBERSHIP {
            @Override
            void happen(Tenancy acme, Person member) {
                String membership =
                        member.api()
                                .get("users/me?include=memberships")
                                .expect(200)
                                .at("/data/relationships/memberships/data")
                                .valueStream()
                                .filter(link -> link.at("/meta/active").asBoolean())
                                .findFirst()
                                .orElseThrow()
                                .get("id")
                                .asString();
                acme.api()
                        .delete("tenants/" + acme.id() + "/memberships/" + membership)
                        .expect(204);
            }
        },
        PASSWORD {
            @Override
            void happen(Tenancy acme, Person member) {
                member.api()
                        .patch(
                                "users/" + member.id(),
                                document(
                                        "users",
                                        member.id().toString(),
                                        Map.of("password", "Another-horse-battery-2")))
                        .expect(200);
            }
        },
        LOCKED {
            @Override
            void happen(Tenancy acme, Person member) {
                acme.server()
                        .sql()
                        .sql("update app_user set is_active = false where id = ?")
                        .param(member.id())
                        .update();
            }
        },
        SUSPENDED {
            @Override
            void happen(Tenancy acme, Person member) {
                acme.server()
                        .sql()
                        .sql("update tenant set status = 'suspended' where id = ?")
                        .param(acme.id())
                        .update();
            }
        },
        CLOSED {
            @Override
            void happen(Tenancy acme, Person member) {
                acme.api().delete("tenants/" + acme.id()).expect(204);
            }
        },
        PROVIDER_GONE {
            @Override
            void happen(Tenancy acme, Person member) {
                Api api = acme.api();
                Map<String, String> account = Map.of("provider", "gcp", "uid", "quay-13");
                String made =
                        api.post("providers", document("providers", account)).expect(201).id();
                String task = api.delete("providers/" + made).expect(202).id();
                Eventually.get(
                        () -> api.get("tasks/" + task).at("/data/attributes/state").asString(),
                        "completed"::equals);
            }
        };

        abstract void happen(Tenancy acme, Person member);

        static Map<String, Object> links(String type, String id) {
            return Map.of("data", new Object[] {Map.of("type", type, "id", id)});
        }
    }

    private Scope.Tenant derived(Person member) {
        PrincipalId user = new PrincipalId(member.id());
        TenantId tenant = new TenantId(acme.id());
        Standing standing = server.bean(Standings.class).read(user, tenant).orElseThrow();
        return new Caller(user, tenant, standing, Caller.Via.TOKEN).scope();
    }

    private long providers(Scope scope) {
        return Scopes.call(scope, () -> jdbc.sql(READ).query(Long.class).single());
    }

    @ParameterizedTest
    @EnumSource
    void theNextTransactionIsRefused(Change change) {
        Person member = acme.member("MANAGE_PROVIDERS");
        Scope.Tenant before = derived(member);
        assertThat(providers(before)).isZero();

        change.happen(acme, member);

        assertThatExceptionOfType(AuthorityMovedException.class)
                .isThrownBy(() -> providers(before));
        assertThatExceptionOfType(AuthorityMovedException.class)
                .isThrownBy(
                        () ->
                                Scopes.call(
                                        before,
                                        () ->
                                                jdbc.sql(
                                                                "insert into provider (id,"
                                                                    + " provider, uid) values (?,"
                                                                    + " 'aws', '121212121212')")
                                                        .param(new UUID(7L << 12, 7))
                                                        .update()));
        assertThat(
                        server.sql()
                                .sql("select count(*) from provider where tenant_id = ?")
                                .param(acme.id())
                                .query(Long.class)
                                .single())
                .isZero();
    }

    /** It would not be compared, and so would go on whatever is revoked. */
    @Test
    void aPrincipalsScopeWithoutAnEpochIsRefused() {
        Scope.Tenant derived = derived(acme.member("MANAGE_PROVIDERS"));
        Scope.Tenant lax =
                new Scope.Tenant(derived.tenant(), derived.principal(), derived.narrowing(), null);

        assertThatExceptionOfType(EpochRequiredException.class).isThrownBy(() -> providers(lax));
        assertThat(providers(derived)).isZero();
        assertThat(providers(Visibility.all().within(Scope.Tenant.of(derived.tenant())))).isZero();
    }

    /**
     * Nothing of another tenant moves with it, and what does not concern authority moves nothing.
     */
    @Test
    void whatDoesNotConcernItMovesNothing() {
        Person member = acme.member("MANAGE_PROVIDERS");
        Scope.Tenant before = derived(member);
        Tenancy bolt = Tenancy.of(server);

        Change.GROUP.happen(bolt, bolt.owner());
        acme.api()
                .post(
                        "providers",
                        document("providers", Map.of("provider", "gcp", "uid", "quay-14")))
                .expect(201);
        acme.api().get("users/me").expect(200);

        assertThat(providers(before)).isEqualTo(1);
    }

    @Test
    void aRequestThatComesAfterwardsHasTheAuthorityOfNow() {
        Person member = acme.member("MANAGE_PROVIDERS");
        member.api().get("providers").expect(200);

        Change.MEMBERSHIP.happen(acme, member);

        member.api().get("providers").expect(401);
        Person other = acme.member();
        other.api().post("providers", document("providers", Map.of("uid", "1"))).expect(403);
        Change.ROLES.happen(acme, other);
        other.api()
                .post(
                        "providers",
                        document("providers", Map.of("provider", "gcp", "uid", "quay-15")))
                .expect(201);
    }
}
