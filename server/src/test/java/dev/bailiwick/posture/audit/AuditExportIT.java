package dev.bailiwick.posture.audit;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.audit.RefusalSums;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The record of a tenant as lines. */
class AuditExportIT {

    private static final String EXPORT = "audit-log/export";

    private final Instant hour =
            Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(5));
    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final Tenancy zeta = Tenancy.of(server);

    /** As a process writes it. */
    private void entry(Tenancy of, Instant at, String kind, String what, long count) {
        server.sql()
                .sql(
                        "insert into audit_entry (tenant_id, at, principal_id, kind, what, details,"
                            + " count) values (?, cast(? as timestamptz), ?, ?, ?, '{\"providers\":"
                            + " [1]}', ?)")
                .params(of.id(), at.toString(), of.owner().id(), kind, what, count)
                .update();
    }

    private static List<String> lines(Answer answer) {
        return answer.expect(200).body().lines().toList();
    }

    @Test
    void isOfTheTenantAloneInOrderAndSumsOfProcessesAreOneLine() {
        entry(acme, hour.plusSeconds(60), "refused", "rank", 3);
        entry(acme, hour, "changed", "role.made", 1);
        entry(acme, hour.plusSeconds(60), "refused", "rank", 4);
        entry(acme, hour.plusSeconds(60), "refused", "epoch", 1);
        entry(zeta, hour, "changed", "key.made", 1);

        Answer answer = acme.api().get(EXPORT);

        assertThat(answer.header("Content-Type")).startsWith("application/jsonl");
        assertThat(lines(answer))
                .as("and not what is made at this moment")
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .startsWith("{\"at\":\"" + hour + "\",")
                                        .contains(
                                                "\"principal\":\"" + acme.owner().id() + "\"",
                                                "\"what\":\"role.made\"",
                                                "\"details\":{\"names\": {\"%s\": \"%s\"}, \"providers\": [1]}"
                                                        .formatted(
                                                                acme.owner().id(),
                                                                acme.owner().email())),
                        line -> assertThat(line).contains("\"epoch\"", "\"count\":1}"),
                        line -> assertThat(line).contains("\"rank\"", "\"count\":7}"));
        assertThat(lines(zeta.api().get(EXPORT)))
                .singleElement()
                .asString()
                .contains("key.made")
                .doesNotContain(acme.owner().id().toString());
    }

    @Test
    void goesOnFromWhereItEnded() {
        entry(acme, hour, "changed", "one", 1);
        entry(acme, hour.plusSeconds(60), "changed", "two", 1);
        String between = hour.plusSeconds(30).toString();

        Answer first = acme.api().get(EXPORT + "?filter[at__lt]=" + between);
        assertThat(lines(first)).singleElement().asString().contains("\"one\"");
        assertThat(first.header("Audit-Until")).isEqualTo(between);
        Answer second = acme.api().get(EXPORT + "?filter[at__gte]=" + first.header("Audit-Until"));
        assertThat(lines(second)).singleElement().asString().contains("\"two\"");
        assertThat(Instant.parse(String.valueOf(second.header("Audit-Until"))))
                .isBefore(Instant.now().minus(Duration.ofMinutes(60)));
        Answer third = acme.api().get(EXPORT + "?filter[at__gte]=" + second.header("Audit-Until"));
        assertThat(lines(third)).isEmpty();
    }

    @Test
    void isForWhoManagesTheAccountAndTellsNoProvidersToWhoDoesNotSeeThem() {
        entry(acme, hour, "changed", "role.made", 1);
        entry(acme, hour, "changed", "user.roles", 1);
        acme.member("MANAGE_USERS", "MANAGE_PROVIDERS").api().get(EXPORT).expect(403);
        Person limited = acme.member("MANAGE_ACCOUNT");
        acme.limit(limited);

        assertThat(lines(limited.api().get(EXPORT)))
                .satisfiesExactly(
                        line -> assertThat(line).doesNotContain("providers"),
                        line -> assertThat(line).doesNotContain("providers"));
        assertThat(lines(acme.api().get(EXPORT)))
                .allSatisfy(line -> assertThat(line).contains("\"providers\": [1]"));
        acme.api().get(EXPORT + "?filter[at__gte]=yesterday").expect(400);
    }

    @Test
    void breaksOffWhenAuthorityMovesSoThatNobodyTakesAPartForTheWhole() throws Exception {
        server.sql()
                .sql(
                        "insert into audit_entry (tenant_id, at, kind, what, details) select ?,"
                            + " cast(? as timestamptz) + n * interval '1 millisecond', 'changed',"
                            + " 'much', jsonb_build_object('x', repeat('x', 2000)) from"
                            + " generate_series(1, 20000) n")
                .params(acme.id(), hour.toString())
                .update();
        Person reader = acme.member("MANAGE_ACCOUNT");
        try (HttpClient http = HttpClient.newHttpClient()) {
            var answer =
                    http.send(
                            reader.api().request(EXPORT).timeout(Duration.ofMinutes(2)).build(),
                            BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                assertThat(body.readNBytes(1000)).hasSize(1000);
                server.sql()
                        .sql("delete from role_user where user_id = ?")
                        .param(reader.id())
                        .update();
                server.sql()
                        .sql("update tenant set authority_epoch = authority_epoch + 1 where id = ?")
                        .param(acme.id())
                        .update();

                assertThatExceptionOfType(IOException.class).isThrownBy(body::readAllBytes);
            }
        }
        assertThat(lines(acme.api().get(EXPORT))).hasSize(20_000);
    }

    /** Behind the endpoint, which asks for the permission before. */
    @Test
    void isNotReadByTheSqlOfWhoDoesNotManageTheAccount() {
        entry(acme, hour, "changed", "role.made", 1);
        Person nobody = acme.member("MANAGE_USERS", "MANAGE_PROVIDERS");

        assertThat(read(acme.owner())).isEqualTo(1);
        assertThatThrownBy(() -> read(nobody)).rootCause().hasMessageContaining("MANAGE_ACCOUNT");
    }

    private int read(Person who) {
        return Scopes.call(
                acme.scope(who),
                () ->
                        server.bean(JdbcClient.class)
                                .sql(
                                        "select id from audit_entries('-infinity', now() -"
                                                + " interval '1 hour', null, null, null, null, 9)")
                                .query(UUID.class)
                                .list()
                                .size());
    }

    @Test
    void endsBeforeWhatIsBeingWritten() throws SQLException {
        Instant open = hour.plusSeconds(90);
        try (Connection writing = server.maint().getConnection()) {
            writing.setAutoCommit(false);
            try (PreparedStatement late =
                    writing.prepareStatement(
                            "insert into audit_entry (tenant_id, at, kind, what) values (?,"
                                    + " cast(? as timestamptz), 'changed', 'late')")) {
                late.setObject(1, acme.id());
                late.setString(2, open.toString());
                late.executeUpdate();
            }

            assertThat(until()).isEqualTo(hour.plusSeconds(60));
            writing.commit();
        }

        Answer all = acme.api().get(EXPORT);
        assertThat(lines(all)).singleElement().asString().contains("late");
        assertThat(Instant.parse(String.valueOf(all.header("Audit-Until")))).isAfter(open);
    }

    private Instant until() {
        return Instant.parse(
                String.valueOf(acme.api().get(EXPORT).expect(200).header("Audit-Until")));
    }

    @Test
    void theListShowsSumsOfProcessesAsOneEntryToo() {
        entry(acme, hour, "refused", "rank", 3);
        entry(acme, hour, "refused", "rank", 4);
        entry(acme, hour, "refused", "epoch", 5);
        entry(acme, hour.plusSeconds(60), "refused", "rank", 6);

        Answer list =
                acme.api()
                        .get(
                                "audit-log?filter[kind]=refused&filter[what]=rank&sort=at&page[size]=1")
                        .expect(200);

        assertThat(list.at("/meta/pagination/count").asInt()).isEqualTo(2);
        assertThat(list.items())
                .singleElement()
                .satisfies(item -> assertThat(item.at("/attributes/count").asLong()).isEqualTo(7));
    }

    @Test
    void aSwitchToATenantThatIsNotOnesOwnIsOnRecordThere() {
        Person stranger = acme.member();
        Map<String, Object> there = Map.of("tenant_id", zeta.id().toString());
        stranger.api().post("tokens/switch", document("tokens-switch-tenant", there)).expect(400);

        server.bean(RefusalSums.class).flushAll();

        assertThat(zeta.api().get("audit-log?filter[kind]=refused").expect(200).items())
                .singleElement()
                .satisfies(
                        item ->
                                assertThat(item.at("/attributes/what").asString())
                                        .isEqualTo("not-member"))
                .satisfies(
                        item ->
                                assertThat(item.at("/attributes/principal_id").asString())
                                        .isEqualTo(stranger.id().toString()));
    }
}
