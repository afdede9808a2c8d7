package dev.bailiwick.posture.account;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

class ClosedSignUpIT {

    @Test
    void letsTheFirstInWithTheTokenOfTheDataDirectoryAndNobodyElse(@TempDir Path data)
            throws Exception {
        try (TestServer server = TestServer.start(data, Map.of("bailiwick.sign-up", "closed"))) {
            Path file = data.resolve("secrets/first-account");
            String token = Files.readString(file);
            assertThat(Files.getPosixFilePermissions(file))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));

            signUp(server, "").expect(403);
            signUp(server, "?invitation_token=wrong").expect(400);
            signUpWithHeader(server, "wrong").expect(400);
            assertThat(door(server)).isEqualTo(FirstAccount.NEEDS_TOKEN);
            List<Answer> race = Tenancy.atOnce(4, () -> signUpWithHeader(server, token));

            assertThat(race).extracting(Answer::status).containsOnlyOnce(201);
            assertThat(file).doesNotExist();
            assertThat(door(server)).isEqualTo(FirstAccount.EXISTS);
            signUp(server, "?invitation_token=" + token).expect(400);
            signUp(server, "").expect(403);
        }
    }

    @Test
    void isClosedByDefaultWhereTheServerListensToOthers(@TempDir Path data) throws IOException {
        try (TestServer server =
                TestServer.start(data, Map.of("bailiwick.http.address", "0.0.0.0"))) {
            signUp(server, "").expect(403);
            assertThat(data.resolve("secrets/first-account")).exists();
        }
    }

    @Test
    void takesTheTokenFromTheQueryTooAsClientsHandOnInvitations(@TempDir Path data)
            throws IOException {
        try (TestServer server = TestServer.start(data, Map.of("bailiwick.sign-up", "closed"))) {
            String token = Files.readString(data.resolve("secrets/first-account"));
            signUp(server, "?invitation_token=" + token).expect(201);
        }
    }

    private static FirstAccount door(TestServer server) {
        return server.bean(SignUpDoor.class).firstAccount();
    }

    private static Answer signUpWithHeader(TestServer server, String token) {
        String user =
                """
                {"data":{"type":"users","attributes":{"name":"Ada","email":"%s","password":"%s"}}}
                """
                        .formatted(Tenancy.email(), Api.PASSWORD);
        Api api = server.api();
        return api.send(
                api.request("users")
                        .header("Content-Type", "application/vnd.api+json")
                        .header("Invitation-Token", token)
                        .POST(BodyPublishers.ofString(user)));
    }

    private static Answer signUp(TestServer server, String query) {
        Map<String, Object> user =
                Map.of("name", "Ada", "email", Tenancy.email(), "password", Api.PASSWORD);
        return server.api().post("users" + query, document("users", user));
    }
}
