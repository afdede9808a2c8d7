package dev.bailiwick.posture.account;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.edge.RawHttp;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

class RefreshIT {

    private static final JsonMapper JSON = new JsonMapper();

    private final TestServer server = TestServer.shared();
    private final Api nobody = server.api();
    private final String email = Tenancy.email();

    @BeforeEach
    void signUp() {
        nobody.signUp(email);
    }

    @Test
    void tradesATokenOnceAndEndsTheFamilyOfACopy() {
        String first = refreshOf(signIn());

        String second = refreshOf(trade(first).expect(200));
        trade(first).expect(400);

        Answer ended = trade(second).expect(400);
        assertThat(ended.at("/errors/0/source/pointer").asString())
                .isEqualTo("/data/attributes/refresh");
        trade(refreshOf(signIn())).expect(200);
    }

    @Test
    void givesEachOfSeveralThatWereSentAtOnceTokensOfTheSameFamily() throws Exception {
        String token = refreshOf(signIn());
        long begun = System.nanoTime();
        List<String> answers = Tenancy.atOnce(tabs(token));
        while (isNoLongerAtOnce(begun)) {
            token = refreshOf(signIn());
            begun = System.nanoTime();
            answers = Tenancy.atOnce(tabs(token));
        }

        assertThat(answers).allMatch(answer -> answer.startsWith("HTTP/1.1 200"));
        List<String> traded =
                answers.stream()
                        .map(RefreshIT::refreshIn)
                        .map(each -> trade(each))
                        .map(each -> refreshOf(each.expect(200)))
                        .toList();
        trade(token).expect(400);
        assertThat(traded).allSatisfy(each -> trade(each).expect(400));
    }

    private List<Callable<String>> tabs(String token) throws IOException {
        List<Callable<String>> tabs = new ArrayList<>();
        for (int tab = 0; tab < 4; tab++) {
            tabs.add(new Tab(token)::finish);
        }
        return tabs;
    }

    /** What a busy machine takes two seconds for was not sent at once, and is sent once more. */
    private static boolean isNoLongerAtOnce(long begun) {
        return System.nanoTime() - begun >= 2_000_000_000;
    }

    @Test
    void doesNotEndTheSessionOfAClientWhoseSecondRequestWasSlow() throws Exception {
        String next;
        String answer;
        long begun;
        do {
            String token = refreshOf(signIn());
            Tab slow = new Tab(token);
            begun = System.nanoTime();
            next = refreshOf(trade(token).expect(200));
            answer = slow.finish();
        } while (isNoLongerAtOnce(begun));

        assertThat(answer).startsWith("HTTP/1.1 200");
        trade(next).expect(200);
    }

    @Test
    void doesNotServeWhoOpensARequestAheadAndFindsATokenForItLater() throws Exception {
        String token = refreshOf(signIn());
        Tab waiting = new Tab(token);

        String next = refreshOf(trade(token).expect(200));
        Instant later = Instant.now().plusMillis(2_100);
        Eventually.holds(() -> Instant.now().isAfter(later));

        assertThat(waiting.finish()).startsWith("HTTP/1.1 400");
        trade(next).expect(200);
    }

    @Test
    void takesNoAccessTokenForARefreshToken() {
        Answer tokens = signIn();

        trade(tokens.at("/data/attributes/access").asString()).expect(400);
        trade("").expect(400);
        trade("a.b.c").expect(400);
        nobody.withToken(refreshOf(tokens)).get("users/me").expect(401);
    }

    private Answer signIn() {
        return nobody.post(
                        "tokens",
                        document("tokens", Map.of("email", email, "password", Api.PASSWORD)))
                .expect(200);
    }

    private Answer trade(String refresh) {
        return nobody.post("tokens/refresh", request(refresh));
    }

    private static Map<String, Object> request(String refresh) {
        return document("tokens-refresh", Map.of("refresh", refresh));
    }

    private static String refreshOf(Answer tokens) {
        return tokens.at("/data/attributes/refresh").asString();
    }

    private static String refreshIn(String answer) {
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        return JSON.readTree(body.substring(body.indexOf('{'), body.lastIndexOf('}') + 1))
                .at("/data/attributes/refresh")
                .asString();
    }

    /** A request whose head the server has, and whose body it has not. */
    private final class Tab {

        private final Socket socket;
        private final byte[] body;

        Tab(String token) throws IOException {
            body = JSON.writeValueAsBytes(request(token));
            socket = new RawHttp(server.uri()).open();
            String head =
                    """
                    POST /api/v1/tokens/refresh HTTP/1.1
                    Host: localhost
                    Content-Type: application/vnd.api+json
                    Content-Length: %d
                    Expect: 100-continue
                    Connection: close

                    """
                            .formatted(body.length);
            send(head.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] proceed = socket.getInputStream().readNBytes("HTTP/1.1 100 \r\n\r\n".length());
            assertThat(new String(proceed, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 100");
        }

        String finish() throws IOException {
            try (socket) {
                send(body);
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        private void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }
    }
}
