package dev.bailiwick.posture.edge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** HTTP by hand, for what no well-behaved client sends. Every exchange has its own connection. */
public final class RawHttp {

    static final String LINE_END = "\r\n";

    private final URI server;

    public RawHttp(URI server) {
        this.server = server;
    }

    /** Sends a GET with these headers, Host among them. */
    Answer get(String path, String... headers) throws IOException {
        return request("GET " + path, "", headers);
    }

    /** Sends a request with these headers and then {@code body} as it stands. */
    public Answer request(String methodAndPath, String body, String... headers) throws IOException {
        String head = methodAndPath + " HTTP/1.1\r\n" + String.join("\r\n", headers);
        return send(head + "\r\nConnection: close\r\n\r\n" + body);
    }

    /** Sends {@code text} as it is and reads until the server closes. */
    Answer send(String text) throws IOException {
        try (Socket socket = open()) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return Answer.parse(readAll(socket.getInputStream()));
        }
    }

    public Socket open() throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        // longer than the silence after which the server closes
        socket.setSoTimeout(40_000);
        return socket;
    }

    static String readAll(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                all.write(buffer, 0, count);
            }
        } catch (SocketTimeoutException e) {
            throw new IOException("The server neither answered nor closed: " + all, e);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    public record Answer(int status, List<String> headers, String body) {

        static Answer parse(String text) throws IOException {
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                throw new IOException("No answer but: " + text);
            }
            List<String> head = text.substring(0, end).lines().toList();
            return new Answer(
                    Integer.parseInt(head.getFirst().split(" ")[1]),
                    head.subList(1, head.size()),
                    text.substring(end + 4));
        }

        /** The value of the header, empty where it is missing. */
        public String header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).trim())
                    .findFirst()
                    .orElse("");
        }
    }
}
