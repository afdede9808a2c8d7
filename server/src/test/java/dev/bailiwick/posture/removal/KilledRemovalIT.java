package dev.bailiwick.posture.removal;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.ServerProcess;
import dev.bailiwick.posture.SuperuserLogin;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.Uploads;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** A server that dies over the rows of a deleted scan, and the one that is started after it. */
final class KilledRemovalIT {

    @TempDir private Path room;

    /** Has a scan removed; answers the task. */
    private interface Cause {
        String begin(Api api, String scan) throws Exception;
    }

    @Test
    void theNextServerGoesOnWithWhatIsLeft() throws Exception {
        killedOver((api, scan) -> api.delete("scans/" + scan).expect(202).id());
    }

    @Test
    void theNextServerGoesOnWithWhatIsKeptNoLonger() throws Exception {
        killedOver(
                (api, scan) -> {
                    String tenant = Tenancy.tenantOf(api).toString();
                    try (Connection owner = SuperuserLogin.to(data());
                            Statement statement = owner.createStatement()) {
                        // first: whoever looks and finds nothing does not look again for a day
                        var _ =
                                changed(
                                        statement,
                                        "update posture.scan set completed_at = now() - interval"
                                                + " '31 days'"
                                                + " where id = '%s'".formatted(scan));
                        api.patch("retention", document("retentions", tenant, Map.of("days", 30)))
                                .expect(200);
                        return Eventually.get(() -> looked(api, statement), ids -> !ids.isEmpty())
                                .getFirst();
                    }
                });
    }

    /**
     * It has looked when it was started, and does so again in an hour; which it says at the end of
     * a look, and so over what was said before.
     */
    private static List<String> looked(Api api, Statement statement) {
        var _ =
                changed(
                        statement,
                        "update posture.scheduled_tasks set execution_time = now() where task_name"
                                + " = 'housekeeping-daily-retention' and not picked");
        return api.get("tasks?filter[name]=scan-retention").expect(200).ids();
    }

    private static int changed(Statement statement, String update) {
        try {
            return statement.executeUpdate(update);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path data() {
        return room.resolve("data");
    }

    private void killedOver(Cause cause) throws Exception {
        String email = Tenancy.email();
        Map<String, Map<JsonNode, Integer>> picture;
        String task;
        try (ServerProcess first =
                ServerProcess.serve(room.resolve("first"), "--data", data().toString())) {
            Api api = first.api().signUp(email);
            String scan = Uploads.scan(api, 0, 30, false);
            Uploads.scan(api, 10, 40, false);
            try (Connection holder = SuperuserLogin.to(data())) {
                // what it found goes, and its resources stay where they are
                holder.setAutoCommit(false);
                holder.createStatement().execute("select from posture.resource for no key update");
                task = cause.begin(api, scan);
                Eventually.holds(() -> findings(holder) == 30);
                picture = Uploads.picture(api);
                assertThat(state(api, task)).isEqualTo("executing");
                first.kill();
            }
        }

        try (TestServer second = TestServer.start(data(), Map.of())) {
            Api api = second.api().signIn(email);
            Eventually.get(() -> state(api, task), "completed"::equals);
            assertThat(Uploads.picture(api)).isEqualTo(picture);
            assertThat(second.sql().sql("select count(*) from scan").query(Long.class).single())
                    .isOne();
            assertThat(second.sql().sql("select count(*) from resource").query(Long.class).single())
                    .isEqualTo(3);
        }
    }

    private static String state(Api api, String task) {
        return api.get("tasks/" + task).expect(200).at("/data/attributes/state").asString();
    }

    private static long findings(Connection connection) {
        try (ResultSet row =
                connection.createStatement().executeQuery("select count(*) from posture.finding")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
