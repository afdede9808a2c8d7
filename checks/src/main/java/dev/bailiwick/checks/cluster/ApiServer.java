package dev.bailiwick.checks.cluster;

import dev.bailiwick.checks.files.JsonText;
import dev.bailiwick.checks.outward.Connections;
import dev.bailiwick.checks.outward.Destinations;
import dev.bailiwick.checks.outward.InsecureException;
import dev.bailiwick.checks.outward.RefusedException;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.UnreadableException;

import org.jspecify.annotations.Nullable;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;

import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;

/** Asks the API of one cluster, and asks only. */
final class ApiServer {

    /** As much as five of the largest objects that a cluster keeps. */
    private static final int PAGE_BYTES = 8 * 1024 * 1024;

    private static final String AUTHORITIES =
            "certificate-authority-data of the kubeconfig is to hold the cluster's authority";

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
     * @param object that was answered with 200; with 410, what is said of it
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
            return switch (status) {
                case 200 -> new Answer(status, object(connection.getInputStream()));
                case 410 -> new Answer(status, said(connection.getErrorStream()));
                default -> new Answer(status, Fields.NONE);
            };
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
        InsecureException insecure = InsecureException.within(failure, AUTHORITIES);
        return insecure == null ? failure : insecure;
    }

    private Fields said(@Nullable InputStream error) throws IOException {
        try {
            return error == null ? Fields.NONE : object(error);
        } catch (UnreadableException e) {
            return Fields.NONE;
        }
    }

    private Fields object(InputStream answer) throws IOException, UnreadableException {
        try (InputStream in = page(connections.bounded(answer))) {
            if (JsonText.unplaced(in) instanceof Fields object) {
                return object;
            }
        } catch (LargeException e) {
            throw new UnreadableException(0, "an answer of more than " + PAGE_BYTES + " bytes");
        }
        throw new UnreadableException(0, "an answer that is no object");
    }

    /** The same as it comes: what is not kept takes no room. */
    private static InputStream page(InputStream in) {
        return new FilterInputStream(in) {
            private long all;

            @Override
            public int read() throws IOException {
                int read = super.read();
                count(read < 0 ? 0 : 1);
                return read;
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                int read = super.read(into, from, length);
                count(Math.max(0, read));
                return read;
            }

            private void count(int read) throws LargeException {
                all += read;
                if (all > PAGE_BYTES) {
                    throw new LargeException();
                }
            }
        };
    }

    private static final class LargeException extends IOException {

        private static final long serialVersionUID = 1L;
    }
}
