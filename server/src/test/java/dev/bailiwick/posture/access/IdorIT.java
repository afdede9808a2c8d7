package dev.bailiwick.posture.access;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Requests that name another tenant than their own in what they send. */
final class IdorIT {

    private static final String INSERT = "insert into %s (tenant_id, %s) values ('%s', %s)";

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final Tenancy zeta = Tenancy.of(server);

    @ParameterizedTest
    @CsvSource({
        "providers, providers, provider, provider=gcp uid=harbour-12",
        "roles, roles, role, name=mine",
        "provider-groups, provider-groups, provider_group, name=mine",
        "tenants/invitations, invitations, invitation, email=a@b.example",
        "api-keys, api-keys, api_key, name=mine"
    })
    void k210ATenantInTheBodyIsNoChoiceOfATenant(
            String path, String type, String table, String attributes) {
        Map<String, String> named = new HashMap<>();
        for (String each : attributes.split(" ")) {
            named.put(each.split("=")[0], each.split("=")[1]);
        }
        String role = acme.api().get("roles").expect(200).ids().getFirst();
        Map<String, Object> roles =
                type.equals("invitations") ? Map.of("roles", links("roles", role)) : Map.of();
        Map<String, Object> tenant =
                Map.of("data", Map.of("type", "tenants", "id", zeta.id().toString()));
        Map<String, Object> linked = new HashMap<>(roles);
        linked.put("tenant", tenant);
        Map<String, String> attributed = new HashMap<>(named);
        attributed.put("tenant_id", zeta.id().toString());
        long before = rows(table, zeta);

        Answer byAttribute = acme.api().post(path, document(type, attributed, roles));
        Answer byRelationship = acme.api().post(path, document(type, named, linked));
        Answer control = acme.api().post(path, document(type, named, roles));

        assertThat(byAttribute.expect(400).body()).contains("tenant_id");
        assertThat(byRelationship.expect(400).body()).contains("tenant");
        control.expect(201);
        assertThat(rows(table, zeta)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "provider | provider, uid | 'gcp', 'harbour-12'",
                "api_key | name, prefix, secret_hash, expires_at | 'k', 'pk_22222222', sha256('k'),"
                        + " now()",
                "scan | provider_id, trigger, state | gen_random_uuid(), 'manual', 'executing'",
                "check_metadata | check_id, metadata | 'k', '{}'",
                "ingestion | status | 'receiving'",
                "retention | days | 7"
            })
    void k210BehindItTheDatabaseTakesNoRowOfAnotherTenant(
            String table, String columns, String row) {
        String attack = INSERT.formatted(table, columns, zeta.id(), row);

        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(
                        () ->
                                Scopes.call(
                                        acme.scope(),
                                        () -> server.bean(JdbcClient.class).sql(attack).update()))
                .satisfies(refused -> assertThat(state(refused)).isEqualTo("42501"));
    }

    /** The control: nothing but the policy is in the way. */
    @Test
    void k210WhereNoPolicyHoldsItBackTheRowIsTheOthers() {
        String attack =
                INSERT.formatted("provider", "provider, uid", zeta.id(), "'gcp', 'harbour-13'");
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(
                        () ->
                                Scopes.call(
                                        acme.scope(),
                                        () -> server.bean(JdbcClient.class).sql(attack).update()));

        server.sql().sql(attack).update();

        assertThat(zeta.api().get("providers?filter[uid]=harbour-13").ids()).hasSize(1);
    }

    private long rows(String table, Tenancy tenancy) {
        return server.sql()
                .sql("select count(*) from %s where tenant_id = ?".formatted(table))
                .param(tenancy.id())
                .query(Long.class)
                .single();
    }

    private static String state(Throwable refused) {
        for (Throwable each = refused; each != null; each = each.getCause()) {
            if (each instanceof SQLException sql) {
                return String.valueOf(sql.getSQLState());
            }
        }
        return "none";
    }
}
