package dev.bailiwick.posture.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import java.sql.Connection;

/** An upload is nobody's, and goes no further than its tenant. */
final class SuspendedUploadIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    @Test
    void whatIsBeingWrittenWhenItsTenantIsSuspendedIsNotPublishedAndMayBeSentAgain()
            throws Exception {
        ended(send(0, 20), "completed");
        String published = scans();
        String upload;
        String task;
        try (Connection holder = server.maint().getConnection()) {
            holder.setAutoCommit(false);
            JdbcClient locks = JdbcClient.create(new SingleConnectionDataSource(holder, true));
            int pid = locks.sql("select pg_backend_pid()").query(Integer.class).single();
            // whose scan is about to be made
            locks.sql("select id from provider where tenant_id = ? for no key update")
                    .param(acme.id())
                    .query()
                    .singleRow();
            upload = send(10, 3_000);
            Eventually.holds(() -> isWaitedFor(pid));
            task = task(upload);
            become("suspended");
            holder.rollback();
        }

        Eventually.get(
                () -> text("select state from job where id = '" + task + "'"), "cancelled"::equals);
        assertThat(text("select result ->> 'reason' from job where id = '" + task + "'"))
                .isEqualTo("The tenant is no longer active.");
        become("active");
        server.keepHouse("abandoned-uploads");
        Answer failed = ended(upload, "failed");
        assertThat(failed.at("/data/attributes/reason").asString()).contains("send it again");
        assertThat(scans()).as("what is seen").isEqualTo(published);
        assertThat(text("select count(*) from finding where tenant_id = '" + acme.id() + "'"))
                .isEqualTo("20");

        ended(send(10, 3_000), "completed");
        assertThat(scans()).isNotEqualTo(published);
    }

    private String send(int first, int end) {
        byte[] file = Harbour.findings(first, end).getBytes(UTF_8);
        return acme.api().post("ingestions", "application/json", file).expect(202).id();
    }

    private Answer ended(String upload, String status) {
        return Eventually.get(
                () -> acme.api().get("ingestions/" + upload).expect(200),
                answer -> answer.at("/data/attributes/status").asString().equals(status));
    }

    private String scans() {
        return text(
                "select string_agg(id::text, ' ' order by id) from scan where tenant_id = '"
                        + acme.id()
                        + "' and published_at is not null");
    }

    private String task(String upload) {
        return text("select id from job where ingestion_id = '" + upload + "'");
    }

    private void become(String status) {
        server.sql()
                .sql("update tenant set status = ? where id = ?")
                .params(status, acme.id())
                .update();
    }

    private boolean isWaitedFor(int pid) {
        return Boolean.parseBoolean(
                text(
                        "select exists (select from pg_stat_activity where "
                                + pid
                                + " = any (pg_blocking_pids(pid)))"));
    }

    private String text(String query) {
        return server.sql()
                .sql("select cast((" + query + ") as text)")
                .query(String.class)
                .single();
    }
}
