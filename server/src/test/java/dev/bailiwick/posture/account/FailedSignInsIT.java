package dev.bailiwick.posture.account;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.audit.RefusalSums;
import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Sign-ins that failed stand in the record of those whose account was tried. */
final class FailedSignInsIT {

    private static final String WRONG = "Wrong-horse-battery-1";

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final Tenancy zeta = Tenancy.of(server);

    private Answer signIn(String email, String password, Tenancy tenancy) {
        Map<String, Object> credentials =
                Map.of("email", email, "password", password, "tenant_id", tenancy.id().toString());
        return server.api().post("tokens", document("tokens", credentials));
    }

    /** Principal, rule and number of each. */
    private List<String> refusals(Tenancy tenancy) {
        server.bean(RefusalSums.class).flushAll();
        return server.sql()
                .sql(
                        """
                        select concat_ws(' ', principal_id, what, sum(count)) from audit_entry
                        where tenant_id = ? and kind = 'refused'
                        group by principal_id, what
                        """)
                .param(tenancy.id())
                .query((row, n) -> String.valueOf(row.getString(1)))
                .list();
    }

    /** Whoever tries: it is the account that is told, and how often. */
    @Test
    void areInEachTenantOfTheAccount() {
        Person both = acme.member();
        zeta.admit(both, "member");
        signIn(both.email(), WRONG, acme).expect(400);
        signIn(both.email().toUpperCase(Locale.ROOT), WRONG + "2", acme).expect(400);
        signIn(both.email(), "x".repeat(2_000), acme).expect(400);

        assertThat(refusals(acme)).containsExactly(both.id() + " sign-in 3");
        assertThat(refusals(zeta)).containsExactly(both.id() + " sign-in 3");
        assertThat(acme.api().get("audit-log?filter[what]=sign-in").expect(200).body())
                .contains(both.id().toString(), both.email());
    }

    @Test
    void ofAnAddressThatNobodyHasAreOnlyCounted() {
        long before = server.bean(RefusalSums.class).counts().anonymous();

        signIn(Tenancy.email(), WRONG, acme).expect(400);

        assertThat(server.bean(RefusalSums.class).counts().anonymous()).isGreaterThan(before);
        assertThat(refusals(acme)).isEmpty();
    }

    @Test
    void toATenantOfOthersAreThere() {
        signIn(acme.owner().email(), Api.PASSWORD, zeta).expect(400);

        assertThat(refusals(acme)).isEmpty();
        assertThat(refusals(zeta)).containsExactly(acme.owner().id() + " not-member 1");
    }

    @Test
    void thatSucceedAreNot() {
        signIn(acme.owner().email(), Api.PASSWORD, acme).expect(200);

        assertThat(refusals(acme)).isEmpty();
    }
}
