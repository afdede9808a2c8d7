package dev.bailiwick.posture.summary;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.ServerProcess;
import dev.bailiwick.posture.SuperuserLogin;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.ingestion.ocsf.Records;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** A server that dies when some summaries are there and one is not, and the one after it. */
final class KilledBranchIT {

    private final String email = Tenancy.email();
    @TempDir private Path room;

    @Test
    void theNextServerMakesWhatIsMissingAndNothingAgain() throws Exception {
        Path data = room.resolve("data");
        List<String> done =
                List.of(
                        "scan-daily-severity",
                        "scan-attack-surface-overviews",
                        "scan-resource-group-summaries");
        try (ServerProcess first =
                ServerProcess.serve(room.resolve("first"), "--data", data.toString())) {
            Api api = first.api().signUp(email);
            try (Connection holder = SuperuserLogin.to(data)) {
                holder.setAutoCommit(false);
                holder.createStatement().execute("lock table posture.scan_category in share mode");
                upload(api);
                for (String branch : done) {
                    Eventually.get(() -> state(api, branch), "completed"::equals);
                }
                assertThat(state(api, "scan-summary")).isEqualTo("scheduled");
                first.kill();
            }
        }

        try (TestServer second = TestServer.start(data, Map.of())) {
            Api api = second.api().signIn(email);
            Eventually.get(() -> state(api, "scan-summary"), "completed"::equals);
            assertThat(state(api, "scan-category-summaries")).isEqualTo("completed");
            assertThat(
                            second.sql()
                                    .sql("select max(attempt) from job where name = any (?)")
                                    .param(done.toArray(String[]::new))
                                    .query(Integer.class)
                                    .single())
                    .as("attempts at those that were there")
                    .isOne();
            assertThat(
                            second.sql()
                                    .sql("select count(*) from scan_category")
                                    .query(Long.class)
                                    .single())
                    .isOne();
        }
    }

    @Test
    void whatHasFailedForGoodIsRetriedOnTheNextServer() throws Exception {
        Path data = room.resolve("data");
        try (ServerProcess first =
                ServerProcess.serve(room.resolve("first"), "--data", data.toString())) {
            Api api = first.api().signUp(email);
            try (Connection owner = SuperuserLogin.to(data);
                    Statement statement = owner.createStatement()) {
                statement.execute(
                        "alter table posture.scan_category add constraint refused check (false)");
                upload(api);
                // as often as it is tried by itself
                Eventually.holds(
                        () ->
                                changed(
                                        statement,
                                        "update posture.job set failures = 4 where failures > 0 and"
                                                + " state = 'available'"));
                Eventually.get(() -> state(api, "scan-category-summaries"), "failed"::equals);
            }
            first.kill();
        }

        try (TestServer second = TestServer.start(data, Map.of())) {
            Api api = second.api().signIn(email);
            String failed = api.get("tasks?filter[state]=failed").expect(200).ids().getFirst();
            assertThat(state(api, "scan-summary")).isEqualTo("scheduled");
            try (Connection owner = SuperuserLogin.to(data);
                    Statement statement = owner.createStatement()) {
                statement.execute("alter table posture.scan_category drop constraint refused");
            }

            api.post("tasks/" + failed + "/retry", Map.of()).expect(202);

            Eventually.get(() -> state(api, "scan-summary"), "completed"::equals);
            assertThat(api.get("tasks?filter[state]=failed").expect(200).ids()).isEmpty();
            assertThat(
                            second.sql()
                                    .sql("select count(*) from scan_category")
                                    .query(Long.class)
                                    .single())
                    .isOne();
        }
    }

    private static boolean changed(Statement statement, String update) {
        try {
            return statement.executeUpdate(update) == 1;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void upload(Api api) {
        String records = "[%s]".formatted(Records.numbered("310987654321", 0));
        api.post("ingestions", "application/json", records.getBytes(UTF_8)).expect(202);
    }

    private static String state(Api api, String name) {
        return api.get("tasks?filter[name]=" + name)
                .expect(200)
                .at("/data/0/attributes/state")
                .asString("none");
    }
}
