package dev.bailiwick.posture.tenant;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Tenancy.again;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.audit.RefusalSums;
import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.access.Permission;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A tenant goes from one owner to others, and is never without one. */
final class TenantOwnersIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    private static Answer make(Tenancy tenancy, Api who, UUID membership, String role) {
        return who.patch(
                "tenants/%s/memberships/%s".formatted(tenancy.id(), membership),
                document("memberships", membership.toString(), Map.of("role", role)));
    }

    private Answer make(Api who, Person member, String role) {
        return make(acme, who, membershipOf(acme, member), role);
    }

    private UUID membershipOf(Tenancy tenancy, Person member) {
        return server.sql()
                .sql("select id from membership where tenant_id = ? and user_id = ?")
                .params(tenancy.id(), member.id())
                .query(UUID.class)
                .single();
    }

    private List<String> owners(Tenancy tenancy) {
        return server.sql()
                .sql(
                        """
                        select u.email from membership m join app_user u on u.id = m.user_id
                        where m.tenant_id = ? and m.role = 'owner'
                        """)
                .param(tenancy.id())
                .query((row, n) -> row.getString("email"))
                .list();
    }

    private List<String> record(String kind) {
        server.bean(RefusalSums.class).flushAll();
        return server
                .sql()
                .sql(
                        """
                        select concat_ws(' ', principal_id, what, nullif(object, ''), details ->> 'before', details ->> 'role') as entry
                        from audit_entry where tenant_id = ? and kind = ? order by at, id
                        """)
                .params(acme.id(), kind)
                .query((row, n) -> row.getString("entry"))
                .list()
                .stream()
                .distinct()
                .toList();
    }

    @Test
    void anOwnerHandsTheTenantOn() {
        Person heir = acme.member("MANAGE_ACCOUNT");

        Answer made = make(acme.api(), heir, "owner").expect(200);
        assertThat(made.at("/data/attributes/role").asString()).isEqualTo("owner");
        assertThat(made.at("/data/relationships/user/data/id").asString())
                .isEqualTo(heir.id().toString());
        assertThat(make(acme.api(), acme.owner(), "member").expect(200).at("/data/type").asString())
                .isEqualTo("memberships");

        assertThat(owners(acme)).containsExactly(heir.email());
        acme.api().delete("tenants/" + acme.id()).expect(403);
        heir.api()
                .delete(
                        "tenants/%s/memberships/%s"
                                .formatted(acme.id(), membershipOf(acme, acme.owner())))
                .expect(204);
        assertThat(record("changed"))
                .contains(
                        "%s membership.role %s member owner"
                                .formatted(acme.owner().id(), heir.id()),
                        "%s membership.role %s owner member"
                                .formatted(acme.owner().id(), acme.owner().id()));
    }

    @Test
    void nobodyElseMakesOneWhateverTheyMay() {
        String[] all = Permission.names().toArray(String[]::new);
        Person admin = acme.member(all);
        Person other = acme.member();

        make(admin.api(), admin, "owner").expect(403);
        make(admin.api(), other, "owner").expect(403);
        make(admin.api(), acme.owner(), "member").expect(403);

        assertThat(owners(acme)).containsExactly(acme.owner().email());
        assertThat(record("refused")).containsExactly(admin.id() + " forbidden");
    }

    @Test
    void whatIsOfAnotherTenantIsNotThere() {
        Tenancy zeta = Tenancy.of(server);
        UUID foreign = membershipOf(zeta, zeta.owner());
        Person member = acme.member();

        make(acme, acme.api(), foreign, "member").expect(404);
        make(zeta, acme.api(), foreign, "member").expect(404);
        make(zeta, acme.api(), membershipOf(acme, member), "owner").expect(404);
        make(acme, acme.api(), UUID.randomUUID(), "owner").expect(404);

        assertThat(owners(zeta)).containsExactly(zeta.owner().email());
        assertThat(owners(acme)).containsExactly(acme.owner().email());
    }

    @Test
    void aKeyOfAnotherTenantHandsNoneOn() {
        Tenancy zeta = Tenancy.of(server);
        zeta.admit(acme.owner(), "owner");
        String key =
                acme.api()
                        .post("api-keys", document("api-keys", Map.of("name", "robot")))
                        .expect(201)
                        .at("/data/attributes/api_key")
                        .asString();

        make(zeta, server.api().withKey(key), membershipOf(zeta, zeta.owner()), "member")
                .expect(404);

        assertThat(owners(zeta)).hasSize(2);
    }

    @Test
    void theLastOneStaysAndWhoCannotSignInIsNone() {
        make(acme.api(), acme.owner(), "member").expect(403);
        Person locked = acme.secondOwner("MANAGE_ACCOUNT");
        server.sql()
                .sql("update app_user set is_active = false where id = ?")
                .param(locked.id())
                .update();

        Answer demoted = make(acme.api(), acme.owner(), "member").expect(403);
        acme.api()
                .delete(
                        "tenants/%s/memberships/%s"
                                .formatted(acme.id(), membershipOf(acme, acme.owner())))
                .expect(403);
        acme.api().delete("users/" + acme.owner().id()).expect(403);

        assertThat(demoted.at("/errors/0/detail").asString()).contains("The last owner");
        assertThat(owners(acme)).hasSize(2);
        assertThat(record("refused")).containsExactly(acme.owner().id() + " last-owner");
        make(acme.api(), locked, "member").expect(200);
    }

    @Test
    void oneIsLeftWhenTwoStepDownAtOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            Tenancy pair = Tenancy.of(server);
            Person second = pair.secondOwner("MANAGE_ACCOUNT");
            UUID first = membershipOf(pair, pair.owner());
            UUID other = membershipOf(pair, second);
            boolean leaves = round % 2 == 1;
            String leaving = "tenants/%s/memberships/%s".formatted(pair.id(), other);

            List<Answer> answers =
                    Tenancy.atOnce(
                            List.of(
                                    again(() -> make(pair, pair.api(), first, "member")),
                                    again(
                                            () ->
                                                    leaves
                                                            ? second.api().delete(leaving)
                                                            : make(
                                                                    pair,
                                                                    second.api(),
                                                                    other,
                                                                    "member"))));

            assertThat(answers)
                    .extracting(Answer::status)
                    .containsOnlyOnce(403)
                    .isSubsetOf(200, 204, 403);
            assertThat(owners(pair)).hasSize(1);
        }
    }

    @Test
    void twoWhoDemoteEachOtherAtOnceDoNotBoth() throws Exception {
        for (int round = 0; round < 5; round++) {
            Tenancy pair = Tenancy.of(server);
            Person second = pair.secondOwner("MANAGE_ACCOUNT");
            UUID first = membershipOf(pair, pair.owner());
            UUID other = membershipOf(pair, second);

            List<Answer> answers =
                    Tenancy.atOnce(
                            List.of(
                                    again(() -> make(pair, pair.api(), other, "member")),
                                    again(() -> make(pair, second.api(), first, "member"))));

            assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(200, 403);
            assertThat(owners(pair)).hasSize(1);
        }
    }

    @Test
    void nobodyIsGivenMoreThanTheyCouldFound() {
        Person heir = acme.member();
        // one is theirs already
        server.sql()
                .sql(
                        """
                        with made as (
                            insert into tenant (name) select 'T' || n from generate_series(1, 99) n returning id)
                        insert into membership (tenant_id, user_id, role) select id, ?, 'owner' from made
                        """)
                .param(heir.id())
                .update();

        Answer refused = make(acme.api(), heir, "owner").expect(403);

        assertThat(refused.at("/errors/0/detail").asString())
                .isEqualTo("This user owns as many tenants as an account may.");
        assertThat(record("refused")).containsExactly(acme.owner().id() + " full");
    }

    @Test
    void whatIsSoAlreadyChangesNothing() {
        Person member = acme.member();
        long epoch = epoch();

        make(acme.api(), member, "member").expect(200);
        make(acme.api(), acme.owner(), "owner").expect(200);

        assertThat(epoch()).isEqualTo(epoch);
        assertThat(record("changed")).noneMatch(entry -> entry.contains("membership.role"));
    }

    private long epoch() {
        return server.sql()
                .sql("select authority_epoch from tenant where id = ?")
                .param(acme.id())
                .query(Long.class)
                .single();
    }

    @Test
    void takesNoOtherWordAndNothingElse() {
        Person member = acme.member();
        UUID membership = membershipOf(acme, member);
        String path = "tenants/%s/memberships/%s".formatted(acme.id(), membership);

        make(acme.api(), member, "admin").expect(400);
        acme.api()
                .patch(path, document("memberships", membership.toString(), Map.of()))
                .expect(400);
        acme.api()
                .patch(
                        path,
                        document(
                                "memberships",
                                membership.toString(),
                                Map.of("role", "owner", "tenant_id", acme.id().toString())))
                .expect(400);

        assertThat(owners(acme)).hasSize(1);
    }
}
