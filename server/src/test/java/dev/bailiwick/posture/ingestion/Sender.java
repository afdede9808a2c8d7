package dev.bailiwick.posture.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.TestServer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;

/** An upload that has begun and does not end: it was announced to be longer than what is sent. */
final class Sender implements AutoCloseable {

    /** Bytes of the whole body. */
    static final int ANNOUNCED = 4_000_000;

    private final Socket socket;
    private final StringBuilder answer = new StringBuilder();

    private Sender(Socket socket) {
        this.socket = socket;
    }

    static Sender of(TestServer server, Api api, byte[] beginning) throws IOException {
        return of(server.uri(), api, beginning);
    }

    /**
     * Sends {@code beginning}, or as much of it as the server lets it.
     *
     * @param api whose credentials are sent along
     */
    static Sender of(URI server, Api api, byte[] beginning) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.getOutputStream().write(head(api, ANNOUNCED).getBytes(UTF_8));
        socket.getOutputStream().write(beginning);
        socket.getOutputStream().flush();
        return new Sender(socket);
    }

    /** The head of an upload that is announced to have {@code length} bytes. */
    static String head(Api api, int length) {
        return String.join(
                "\r\n",
                "POST /api/v1/ingestions HTTP/1.1",
                "Host: localhost",
                "Content-Type: application/json",
                authorization(api),
                "Content-Length: " + length,
                "",
                "");
    }

    static String authorization(Api api) {
        return "Authorization: "
                + api.request("ingestions")
                        .build()
                        .headers()
                        .firstValue("Authorization")
                        .orElseThrow();
    }

    /** More of the body. */
    void send(byte[] more) throws IOException {
        socket.getOutputStream().write(more);
        socket.getOutputStream().flush();
    }

    boolean isAnswered() {
        return !answer().isEmpty();
    }

    /** What has come back so far. */
    String answer() {
        try {
            InputStream in = socket.getInputStream();
            answer.append(new String(in.readNBytes(in.available()), UTF_8));
            return answer.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
