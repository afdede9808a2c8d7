package dev.bailiwick.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;

class ErrorsIT {

    private final Api api = new Api(LibraryServer.uri().resolve("/api/v1/"));

    @Test
    void answersUnknownRoutesWithAnErrorsDocument() {
        Answer answer = api.get("no-such-thing").expect(404);

        assertThat(answer.header("Content-Type")).isEqualTo("application/vnd.api+json");
        assertThat(answer.at("/errors/0/status").asString()).isEqualTo("404");
        api.get("../../nowhere").expect(404);
    }

    @Test
    void namesTheMethodsThatAreAllowed() {
        Answer answer =
                api.send(api.request("books").method("PUT", BodyPublishers.ofString("{}")))
                        .expect(405);

        assertThat(answer.header("Allow")).contains("GET").contains("POST");
        assertThat(answer.at("/errors/0/code").asString()).isEqualTo("method_not_allowed");
    }

    @Test
    void keepsTheInsideOfAFailureInside() {
        Answer answer = api.delete("books/" + Library.book(1) + "?heat=500").expect(500);

        assertThat(answer.body()).doesNotContain("stove").doesNotContain("Exception");
        assertThat(answer.at("/errors/0/code").asString()).isEqualTo("internal_error");
        api.delete("books/" + Library.book(1) + "?heat=warm").expect(400);
        assertThat(api.delete("books/" + Library.book(1)).expect(204).body()).isEmpty();
    }

    @Test
    void servesEveryAcceptHeaderThatCanBeServed() {
        for (String accept :
                new String[] {"*/*", "application/*", "application/json", "text/html, */*;q=0.1"}) {
            Answer answer = api.send(api.request("books").header("Accept", accept)).expect(200);
            assertThat(answer.header("Content-Type")).isEqualTo("application/vnd.api+json");
        }
        Answer refused = api.send(api.request("books").header("Accept", "text/html")).expect(406);
        assertThat(refused.header("Content-Type")).isEqualTo("application/vnd.api+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/books?a={} HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/v1/books\u0001 HTTP/1.1\r\nHost: x\r\n\r\n",
                "NONSENSE\r\n\r\n",
                "GET /api/v1/books HTTP/1.1\r\n\r\n",
                "GET /api/v1/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /api/v1/books/..%2f..%2fetc HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "POST /api/v1/books HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"
            })
    void neverAnswersWithHtml(String request) throws IOException {
        String answer = raw(TestServer.shared().uri(), request);

        assertThat(answer).matches("(?s)HTTP/1\\.1 4\\d\\d.*");
        assertThat(answer.toLowerCase(java.util.Locale.ROOT)).doesNotContain("<html");
    }

    @Test
    void takesRawBracketsInTheQuery() throws IOException {
        String line = "GET /api/v1/books?filter[title]=Book%201 HTTP/1.1";

        assertThat(raw(line + "\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    static String raw(String request) throws IOException {
        return raw(LibraryServer.uri(), request);
    }

    private static String raw(URI server, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
