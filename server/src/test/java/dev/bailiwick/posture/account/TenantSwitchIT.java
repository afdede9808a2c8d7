package dev.bailiwick.posture.account;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;

/** Tokens for another of one's tenants. */
class TenantSwitchIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    /** The token says that it is for the tenant already, and that is not asked. */
    @Test
    void k216TheTenantThatWasChosenAlreadyIsAskedForLikeAnyOther() {
        Person member = acme.member();
        Api elsewhere = server.api().signIn(member.email());
        toAcme(member.api()).expect(200);
        toAcme(elsewhere).expect(200);

        server.sql()
                .sql("delete from membership where tenant_id = ? and user_id = ?")
                .params(acme.id(), member.id())
                .update();

        toAcme(member.api()).expect(401);
        toAcme(elsewhere).expect(400);
        elsewhere.get("users/me").expect(200);
    }

    @Test
    void k217ATenantIsSwitchedToByAPostWithADocument() {
        Api ada = acme.api();

        Answer got = ada.get("tokens/switch?tenant_id=" + acme.id()).expect(405);
        Answer form =
                ada.send(
                        ada.request("tokens/switch")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString("tenant_id=" + acme.id())));

        assertThat(got.header("Allow")).isEqualTo("POST");
        assertThat(got.body()).doesNotContain("access");
        // what a page of another site can make a browser send
        form.expect(415);
        toAcme(ada).expect(200);
    }

    private Answer toAcme(Api who) {
        return who.post(
                "tokens/switch",
                document("tokens-switch-tenant", Map.of("tenant_id", acme.id().toString())));
    }
}
