package dev.bailiwick.checks.git;

import static dev.bailiwick.checks.git.UnkeptException.kept;

import dev.bailiwick.checks.files.Folder;
import dev.bailiwick.checks.files.Limits;
import dev.bailiwick.checks.outward.Connections;
import dev.bailiwick.checks.outward.Destinations;
import dev.bailiwick.checks.outward.InsecureException;
import dev.bailiwick.checks.outward.RefusedException;
import dev.bailiwick.checks.resource.Unread;

import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import javax.net.ssl.SSLSocketFactory;

/** Fetches what a repository holds today into a directory that {@link Folder} can read. */
public final class GitSource {

    private static final String EXAMINED = "refs/heads/examined";

    private static final String AUTHORITIES =
            "bailiwick.checks.authorities names who else is trusted";

    /** Of writing files out, while others wait for the memory that it takes. */
    private static final Duration TURN = Duration.ofSeconds(5);

    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** Bytes of names of branches, of which there may be some hundred thousand. */
    private static final long MOST_TOLD_BEFORE = 16L * 1024 * 1024;

    private final Destinations destinations;
    private final GitLimits limits;
    private final Limits files;
    private final SSLSocketFactory secured;
    private final Duration silence;

    /**
     * @param files how much of what is fetched is kept
     * @param secured whose certificates count
     */
    public GitSource(
            Destinations destinations, GitLimits limits, Limits files, SSLSocketFactory secured) {
        this(destinations, limits, files, secured, SILENCE);
    }

    /**
     * @param silence of the server that is borne, whole seconds
     */
    GitSource(
            Destinations destinations,
            GitLimits limits,
            Limits files,
            SSLSocketFactory secured,
            Duration silence) {
        this.destinations = destinations;
        this.limits = limits;
        this.files = files;
        this.secured = secured;
        this.silence = silence;
    }

    /**
     * Fetches the newest commit of the branch that the repository shows first, without its history,
     * and writes those of its files that checks can read below {@code into}.
     *
     * @param token for the repository's host alone, and for no other that it leads to
     * @param work an empty directory for what is fetched; the caller removes it
     * @param unread told what has a name that cannot be written here
     * @return the commit's number
     * @throws RefusedException if the address may not be asked, or a limit is passed
     * @throws UnkeptException if the disk of this machine fails
     * @throws IOException if the repository cannot be read; the message repeats no credentials
     */
    public String fetch(
            String url, @Nullable String token, Path work, Path into, Consumer<Unread> unread)
            throws IOException {
        URI address = Destinations.checked(url);
        NoHostSettings.install();
        Connections connections = connections();
        try (BoundedRepository repository = created(work, connections)) {
            ObjectId commit = commit(repository, address, token, connections);
            var committed = new CommittedFiles(repository, files, connections, unread);
            return kept(
                    () -> {
                        committed.write(commit, into);
                        return commit.name();
                    });
        }
    }

    /**
     * Whether the repository answers and shows itself to who asks.
     *
     * @param work as for {@link #fetch}
     * @throws IOException as {@link #fetch}
     */
    public void test(String url, @Nullable String token, Path work) throws IOException {
        URI address = Destinations.checked(url);
        NoHostSettings.install();
        Connections connections = connections();
        try (Repository repository = created(work, connections);
                Transport transport = transport(repository, address, token, connections);
                FetchConnection asked = transport.openFetch()) {
            if (asked.getRefs().isEmpty()) {
                throw new IOException(PlainReason.NOTHING_TO_READ);
            }
        } catch (TransportException e) {
            throw told(e, connections);
        }
    }

    private BoundedRepository created(Path work, Connections connections) throws IOException {
        return kept(
                () -> {
                    var repository =
                            new BoundedRepository(work.toFile(), limits, connections, TURN);
                    repository.create(true);
                    return repository;
                });
    }

    /** Until a pack comes: all that is told before it is held in memory. */
    private Connections connections() {
        return new Connections(
                destinations,
                secured,
                limits.time(),
                Math.min(MOST_TOLD_BEFORE, limits.packBytes()));
    }

    private ObjectId commit(
            BoundedRepository repository,
            URI address,
            @Nullable String token,
            Connections connections)
            throws IOException {
        try (Transport transport = transport(repository, address, token, connections)) {
            transport.setDepth(1);
            transport.fetch(new Watch(connections), List.of(new RefSpec("HEAD:" + EXAMINED)));
        } catch (TransportException e) {
            if (repository.isWhole() && UnkeptException.isOfTheDisk(e)) {
                // or it was told to stop
                connections.checkTime();
                throw UnkeptException.of(e);
            }
            throw told(e, connections);
        }
        // JGit says nothing of it where it was told to stop
        connections.checkTime();
        Ref examined = repository.exactRef(EXAMINED);
        if (examined == null || examined.getObjectId() == null) {
            throw new IOException(PlainReason.NOTHING_TO_READ);
        }
        return examined.getObjectId();
    }

    private Transport transport(
            Repository repository, URI address, @Nullable String token, Connections connections)
            throws IOException {
        try {
            Transport transport = Transport.open(repository, new URIish(address.toASCIIString()));
            if (!(transport instanceof TransportHttp http)) {
                transport.close();
                throw new RefusedException("only https URLs are asked");
            }
            http.setHttpConnectionFactory(
                    new Factory(connections, token == null ? null : address.toURL()));
            if (token != null) {
                http.setCredentialsProvider(
                        new UsernamePasswordCredentialsProvider("x-access-token", token));
            }
            http.setTimeout((int) silence.toSeconds());
            http.setTagOpt(TagOpt.NO_TAGS);
            return http;
        } catch (URISyntaxException e) {
            throw new RefusedException("no URL");
        }
    }

    /**
     * JGit interrupts a read that lasts too long, which closes the connection of a virtual thread.
     */
    private static boolean isOfSilence(Throwable cause) {
        return cause instanceof SocketTimeoutException
                || cause instanceof ClosedByInterruptException
                || (cause instanceof SocketException
                        && "Closed by interrupt".equals(cause.getMessage()));
    }

    /** A refusal is told as such, however deep it lies. */
    IOException told(TransportException failure, Connections connections) throws IOException {
        Throwable last = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isOfSilence(cause)) {
                return new IOException(
                        "its server has said nothing for %d seconds".formatted(silence.toSeconds()),
                        failure);
            }
            if (cause instanceof RefusedException
                    || cause instanceof InterruptedIOException
                    || cause instanceof UnkeptException) {
                return (IOException) cause;
            }
            last = cause;
        }
        connections.checkTime();
        InsecureException insecure = InsecureException.within(failure, AUTHORITIES);
        return insecure == null
                ? new IOException(PlainReason.of(failure, last), failure)
                : insecure;
    }

    /**
     * @param tied where alone may be asked, since it is told a secret
     */
    private record Factory(Connections connections, @Nullable URL tied)
            implements HttpConnectionFactory {

        @Override
        public HttpConnection create(URL url) throws IOException {
            if (tied != null
                    && !(tied.getHost().equalsIgnoreCase(url.getHost())
                            && port(tied) == port(url))) {
                throw new RefusedException("the repository leads to another host");
            }
            return new GuardedConnection(url, connections);
        }

        private static int port(URL url) {
            return url.getPort() < 0 ? url.getDefaultPort() : url.getPort();
        }

        @Override
        public HttpConnection create(URL url, Proxy proxy) throws IOException {
            return create(url);
        }
    }

    /** Ends what goes on behind the connection, as the unpacking of what has been sent. */
    private record Watch(Connections connections) implements ProgressMonitor {

        @Override
        public void start(int totalTasks) {}

        @Override
        public void beginTask(String title, int totalWork) {}

        @Override
        public void update(int completed) {}

        @Override
        public void endTask() {}

        @Override
        public void showDuration(boolean enabled) {}

        @Override
        public boolean isCancelled() {
            return Thread.currentThread().isInterrupted() || connections.isOver();
        }
    }
}
