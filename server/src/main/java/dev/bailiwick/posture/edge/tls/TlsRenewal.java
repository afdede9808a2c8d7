package dev.bailiwick.posture.edge.tls;

import dev.bailiwick.cli.CommandException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.context.SmartLifecycle;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Has the certificate served that is in the files, and looks every few seconds whether there is
 * another one. It reads them instead of waiting for events, which do not come for every file system
 * and link. What cannot be served is reported once, and the one before goes on being served.
 */
final class TlsRenewal implements SslBundleRegistrar, SmartLifecycle {

    static final String NAME = "edge";

    private static final Logger log = LoggerFactory.getLogger(TlsRenewal.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    private final Path certificate;
    private final Path key;
    private @Nullable SslBundleRegistry registry;
    private @Nullable TlsFiles judged;
    private @Nullable TlsFiles seen;
    private @Nullable String reported;
    private @Nullable Thread thread;

    TlsRenewal(Path certificate, Path key) {
        this.certificate = certificate;
        this.key = key;
    }

    /**
     * @throws CommandException if what is in the files cannot be served
     */
    @Override
    public void registerBundles(SslBundleRegistry bundles) {
        try {
            TlsFiles files = TlsFiles.read(certificate, key);
            bundles.registerBundle(NAME, files.bundle());
            registry = bundles;
            judged = files;
            seen = files;
        } catch (UnusableException e) {
            throw CommandException.couldNot(
                    "The certificate in %s with the key in %s cannot be served: %s."
                            .formatted(certificate, key, e.getMessage()));
        }
    }

    @Override
    public void start() {
        thread = Thread.ofVirtual().name("tls-renewal").start(this::lookAgainAndAgain);
    }

    @Override
    public void stop() {
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void lookAgainAndAgain() {
        try {
            while (true) {
                Thread.sleep(BETWEEN_LOOKS);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Files that have just changed are taken at the next look: the other one may follow. */
    private void look() {
        try {
            TlsFiles files = TlsFiles.read(certificate, key);
            if (files.equals(seen) && !files.equals(judged)) {
                judged = files;
                serve(files);
            }
            seen = files;
        } catch (UnusableException | RuntimeException e) {
            report(String.valueOf(e.getMessage()));
        }
    }

    private void serve(TlsFiles files) throws UnusableException {
        if (registry != null) {
            registry.updateBundle(NAME, files.bundle());
            reported = null;
            log.info("The certificate in {} has changed and is served from now on", certificate);
        }
    }

    private void report(String reason) {
        if (!reason.equals(reported)) {
            reported = reason;
            log.warn(
                    "The certificate in {} with the key in {} cannot be served, the one before"
                            + " still is: {}",
                    certificate,
                    key,
                    reason);
        }
    }
}
