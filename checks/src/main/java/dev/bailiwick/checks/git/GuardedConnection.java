package dev.bailiwick.checks.git;

import dev.bailiwick.checks.outward.Connections;
import dev.bailiwick.checks.outward.RefusedException;

import org.eclipse.jgit.transport.http.JDKHttpConnection;
import org.eclipse.jgit.util.HttpSupport;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.security.SecureRandom;

import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/** How JGit talks to others: over {@link Connections}, also after it was sent elsewhere. */
final class GuardedConnection extends JDKHttpConnection {

    private final Connections connections;

    GuardedConnection(URL url, Connections connections) throws IOException {
        super(guarded(url, connections), Proxy.NO_PROXY);
        this.connections = connections;
    }

    private static URL guarded(URL url, Connections connections) throws IOException {
        try {
            URI uri = url.toURI();
            return URL.of(uri, new Handler(uri, connections));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new RefusedException("no URL");
        }
    }

    /** Answers are wanted as they are: what JGit unpacks, nobody would count any more. */
    @Override
    public void setRequestProperty(String name, String value) {
        if (!HttpSupport.HDR_ACCEPT_ENCODING.equalsIgnoreCase(name)) {
            super.setRequestProperty(name, value);
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        if (getHeaderField(HttpSupport.HDR_CONTENT_ENCODING) != null) {
            throw new RefusedException("an answer that was packed once more");
        }
        if (getURL().getPath().endsWith("/info/refs") && !isSmart(getContentType())) {
            // the other protocol fetches file by file, and whatever those files name
            throw new RefusedException("no repository that speaks the smart protocol");
        }
        return connections.bounded(super.getInputStream());
    }

    private static boolean isSmart(@Nullable String type) {
        return "application/x-git-upload-pack-advertisement".equals(type);
    }

    /** Certificates are checked, whatever a configuration says. */
    @Override
    public void configure(
            KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, SecureRandom random) {
        throw new IllegalStateException("certificates are always checked");
    }

    /** As {@link #configure}. */
    @Override
    public void setHostnameVerifier(HostnameVerifier verifier) {
        throw new IllegalStateException("certificates are always checked");
    }

    private static final class Handler extends URLStreamHandler {

        private final URI uri;
        private final Connections connections;

        Handler(URI uri, Connections connections) {
            this.uri = uri;
            this.connections = connections;
        }

        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            return connections.open(uri);
        }

        @Override
        protected URLConnection openConnection(URL url, Proxy proxy) throws IOException {
            return connections.open(uri);
        }

        @Override
        protected int getDefaultPort() {
            return 443;
        }
    }
}
