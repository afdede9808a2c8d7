package dev.bailiwick.checks.cluster;

import dev.bailiwick.checks.files.JsonText;
import dev.bailiwick.checks.outward.Connections;
import dev.bailiwick.checks.outward.Destinations;
import dev.bailiwick.checks.outward.RefusedException;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.UnreadableException;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;

/** Asks the API of one cluster, and asks only. */
final class ApiServer {

    private static final int PAGE_BYTES = 32 * 1024 * 1024;

    private final Kubeconfig kubeconfig;
    private final Connections connections;

    /**
     * @throws IOException if a certificate or key cannot be read
     */
    ApiServer(Kubeconfig kubeconfig, Destinations destinations, ClusterLimits limits)
            throws IOException {
        this.kubeconfig = kubeconfig;
        this.connections =
                new Connections(
                        destinations,
                        Secured.by(kubeconfig),
                        kubeconfig.serverName(),
                        limits.time(),
                        limits.bytes());
    }

    /**
     * @param status of HTTP
     * @param object that was answered; none unless the status is 200
     */
    record Answer(int status, Fields object) {}

    /**
     * @param path behind the server's address, with its query
     * @throws IOException if nobody answers
     * @throws UnreadableException if the answer is no object, or too large a one
     */
    Answer get(String path) throws IOException, UnreadableException {
        String base = kubeconfig.server().toASCIIString();
        URI uri =
                URI.create(
                        (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
        HttpsURLConnection connection = connections.open(uri);
        connection.setRequestProperty("Accept", "application/json");
        connection.setRequestProperty("User-Agent", "bailiwick");
        if (!kubeconfig.token().isEmpty()) {
            connection.setRequestProperty("Authorization", "Bearer " + kubeconfig.token());
        }
        try {
            int status = connection.getResponseCode();
            return status == 200
                    ? new Answer(status, object(connection))
                    : new Answer(status, Fields.NONE);
        } catch (SSLException e) {
            throw told(e);
        } finally {
            connection.disconnect();
        }
    }

    /** What ended the wait is wrapped by whoever waited. */
    private static IOException told(SSLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedException || cause instanceof InterruptedIOException) {
                return (IOException) cause;
            }
        }
        return failure;
    }

    private Fields object(HttpsURLConnection connection) throws IOException, UnreadableException {
        byte[] body;
        try (InputStream in = connections.bounded(connection.getInputStream())) {
            body = in.readNBytes(PAGE_BYTES + 1);
        }
        if (body.length > PAGE_BYTES) {
            throw new UnreadableException(0, "an answer of more than " + PAGE_BYTES + " bytes");
        }
        if (JsonText.unplaced(new String(body, StandardCharsets.UTF_8)) instanceof Fields object) {
            return object;
        }
        throw new UnreadableException(0, "an answer that is no object");
    }
}
