package dev.bailiwick.posture.audit;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.ScanRows;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.access.Visibility;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Who did what to providers, their credentials, scans and schedules, and to tasks. */
final class AuditProvidersIT {

    private static final Map<String, Object> YEARLY =
            Map.of("cron", "30 4 1 1 *", "timezone", "Asia/Tokyo");

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final Person keeper = acme.member("MANAGE_PROVIDERS", "MANAGE_SCANS");
    private final String planted = "planted-" + UUID.randomUUID();
    private final String provider =
            keeper.api()
                    .post(
                            "providers",
                            document("providers", Map.of("provider", "aws", "uid", "101010101012")))
                    .expect(201)
                    .id();

    /** Of kinds that begin so, in the order in which they came. */
    private List<JsonNode> entries(String kinds) {
        return acme
                .api()
                .get("audit-log?page[size]=100&sort=at&filter[principal_id]=" + keeper.id())
                .expect(200)
                .items()
                .stream()
                .map(item -> item.get("attributes"))
                .filter(entry -> entry.get("what").asString().matches(kinds))
                .toList();
    }

    private static List<String> whats(List<JsonNode> entries) {
        return entries.stream().map(entry -> entry.get("what").asString()).toList();
    }

    private String give() {
        Map<String, Object> keys =
                Map.of("aws_access_key_id", "AKIA", "aws_secret_access_key", planted);
        return keeper.api()
                .post(
                        "providers/secrets",
                        document(
                                "provider-secrets",
                                Map.of(
                                        "name",
                                        "quay keys",
                                        "secret_type",
                                        "static",
                                        "secret",
                                        keys),
                                Map.of("provider", link("providers", provider))))
                .expect(201)
                .id();
    }

    private void changeSecret(String id, Map<String, Object> attributes) {
        keeper.api()
                .patch("providers/secrets/" + id, document("provider-secrets", id, attributes))
                .expect(200);
    }

    @Test
    void credentialsAreByTheirKindAndNothingOfWhatTheySay() {
        String secret = give();
        changeSecret(secret, Map.of("name", "harbour role"));
        Map<String, Object> role =
                Map.of("role_arn", "arn:aws:iam::101010101012:role/r", "external_id", planted);
        changeSecret(secret, Map.of("secret_type", "role", "secret", role));
        keeper.api().delete("providers/secrets/" + secret).expect(204);

        List<JsonNode> entries = entries("secret.*");
        assertThat(whats(entries))
                .containsExactly(
                        "secret.made", "secret.renamed", "secret.replaced", "secret.removed");
        assertThat(entries).allMatch(entry -> entry.get("object").asString().equals(secret));
        assertThat(entries)
                .allMatch(
                        entry ->
                                entry.at("/details/names/" + provider)
                                        .asString()
                                        .equals("aws 101010101012"));
        JsonNode replaced = entries.get(2).get("details");
        assertThat(replaced.at("/before/type").asString()).isEqualTo("static");
        assertThat(replaced.at("/type").asString()).isEqualTo("role");
        assertThat(replaced.at("/names/" + secret).asString()).isEqualTo("harbour role");
        assertThat(entries.getFirst().at("/details/names/" + keeper.id()).asString())
                .isEqualTo(keeper.email());
        assertThat(
                        server.sql()
                                .sql("select a::text from audit_entry a where tenant_id = ?")
                                .param(acme.id())
                                .query(String.class)
                                .list())
                .noneMatch(entry -> entry.contains(planted) || entry.contains("AKIA"));
    }

    @Test
    void aProviderThatIsDeletedAndWhatGoesWithIt() {
        String secret = give();
        keeper.api().delete("providers/" + provider).expect(202);

        List<JsonNode> entries = entries("(provider|secret).*");
        assertThat(whats(entries))
                .containsExactly("secret.made", "provider.deleted", "secret.removed");
        assertThat(entries.get(1).get("object").asString()).isEqualTo(provider);
        assertThat(entries.get(1).at("/details/uid").asString()).isEqualTo("101010101012");
        assertThat(entries.get(2).get("object").asString()).isEqualTo(secret);
    }

    @Test
    void aScanThatIsDeletedByAMember() {
        UUID scan = new ScanRows(acme, provider).published("the evidence");
        keeper.api().delete("scans/" + scan).expect(202);

        assertThat(entries("scan.*"))
                .singleElement()
                .satisfies(
                        entry -> {
                            assertThat(entry.get("what").asString()).isEqualTo("scan.deleted");
                            assertThat(entry.get("object").asString()).isEqualTo(scan.toString());
                            assertThat(entry.at("/details/names/" + scan).asString())
                                    .isEqualTo("the evidence");
                            assertThat(entry.at("/details/providers/0").asString())
                                    .isEqualTo(provider);
                        });
    }

    private String schedule() {
        String first =
                keeper.api()
                        .post(
                                "schedules/daily",
                                document("daily-schedules", Map.of("provider_id", provider)))
                        .expect(202)
                        .id();
        // or it begins in a few seconds
        server.sql()
                .sql(
                        "update scheduled_tasks set execution_time = now() + interval '1 hour'"
                                + " where task_instance = ?")
                .param(first)
                .update();
        return keeper.api().get("schedules").expect(200).ids().getFirst();
    }

    private void changeSchedule(String id, Map<String, Object> attributes) {
        keeper.api().patch("schedules/" + id, document("schedules", id, attributes)).expect(200);
    }

    @Test
    void schedulesAreFromTheirBeginningToTheirEnd() {
        String schedule = schedule();
        changeSchedule(schedule, YEARLY);
        changeSchedule(schedule, Map.of("paused", true));
        changeSchedule(schedule, Map.of("paused", false));
        keeper.api().delete("schedules/" + schedule).expect(204);

        List<JsonNode> entries = entries("schedule.*");
        assertThat(whats(entries))
                .containsExactly(
                        "schedule.made",
                        "schedule.changed",
                        "schedule.paused",
                        "schedule.resumed",
                        "schedule.removed");
        assertThat(entries.get(1).at("/details/cron").asString()).isEqualTo("30 4 1 1 *");
        assertThat(entries.get(1).at("/details/before/timezone").asString()).isEqualTo("UTC");
        assertThat(entries).allMatch(entry -> entry.get("object").asString().equals(schedule));
    }

    /** The next scan of a schedule waits for a year. */
    @Test
    void tasksThatAreCancelledAndBegunAnew() {
        changeSchedule(schedule(), YEARLY);
        String task = waiting();
        keeper.api().delete("tasks/" + task).expect(202);
        server.sql().sql("update job set state = 'failed' where id::text = ?").param(task).update();
        keeper.api().post("tasks/" + task + "/retry", Map.of()).expect(202);

        List<JsonNode> entries =
                entries("task.*").stream()
                        .filter(entry -> entry.get("object").asString().equals(task))
                        .toList();
        assertThat(whats(entries)).containsExactly("task.cancelled", "task.retried");
        assertThat(entries.getFirst().at("/details/reason").asString())
                .isEqualTo("It was cancelled.");
        assertThat(entries.getFirst().at("/details/names/" + task).asString())
                .isEqualTo("scan-perform-scheduled");
    }

    private String waiting() {
        Answer tasks =
                keeper.api()
                        .get("tasks?filter[state]=available&filter[name]=scan-perform-scheduled")
                        .expect(200);
        return tasks.ids().getFirst();
    }

    /** As retention, and the removal of what was deleted, do their work. */
    @Test
    void whatNobodyDoesIsNotOnRecord() {
        give();
        String schedule = schedule();
        UUID scan = new ScanRows(acme, provider).published("old");
        long before = count();
        JdbcClient app = server.bean(JdbcClient.class);
        Scopes.run(
                Visibility.all().within(Scope.Tenant.of(new TenantId(acme.id()))),
                () -> {
                    app.sql("update scan set deleted_at = now() where id = ?").param(scan).update();
                    app.sql("update schedule set paused = true where cast(id as text) = ?")
                            .param(schedule)
                            .update();
                    app.sql("delete from provider_secret").update();
                    app.sql("update job set state = 'cancelled'").update();
                    app.sql("update provider set deleted_at = now()").update();
                });

        assertThat(count()).isEqualTo(before);
    }

    private long count() {
        return server.sql()
                .sql("select count(*) from audit_entry where tenant_id = ?")
                .param(acme.id())
                .query(Long.class)
                .single();
    }

    @Test
    void whoDoesNotSeeTheProviderIsToldThatThereWasSomethingAndNoMore() {
        Person limited = acme.member("MANAGE_ACCOUNT");
        acme.limit(limited);
        String secret = give();
        String schedule = schedule();
        UUID scan = new ScanRows(acme, provider).published("the evidence");
        keeper.api().delete("scans/" + scan).expect(202);
        keeper.api().delete("providers/" + provider).expect(202);

        Answer told = limited.api().get("audit-log?page[size]=100").expect(200);
        assertThat(told.body())
                .contains("provider.deleted", "secret.made", "scan.deleted", "schedule.made")
                .contains(keeper.email())
                .doesNotContain(provider, "101010101012", "quay keys", "the evidence", "* * *")
                .doesNotContain(secret, schedule, scan.toString(), "scan-perform");
        assertThat(limited.api().get("audit-log?filter[object]=" + secret).expect(200).items())
                .isEmpty();
    }
}
