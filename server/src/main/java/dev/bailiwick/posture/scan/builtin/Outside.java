package dev.bailiwick.posture.scan.builtin;

import dev.bailiwick.checks.cluster.ClusterLimits;
import dev.bailiwick.checks.cluster.ClusterSource;
import dev.bailiwick.checks.files.Limits;
import dev.bailiwick.checks.git.GitLimits;
import dev.bailiwick.checks.git.GitSource;
import dev.bailiwick.checks.outward.Destinations;
import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.disk.FileFault;

import org.springframework.stereotype.Component;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Where repositories and clusters may be, whom they are trusted by, and how much is read. */
@Component
final class Outside {

    private final ChecksProperties settings;
    private final Destinations destinations;
    private final SSLSocketFactory secured;

    /**
     * @throws CommandException if the operator's authorities cannot be read
     */
    Outside(ChecksProperties settings) {
        this.settings = settings;
        this.destinations = Destinations.publicAnd(Set.copyOf(settings.allowedHosts()));
        Path authorities = settings.authorities();
        this.secured =
                authorities == null
                        ? (SSLSocketFactory) SSLSocketFactory.getDefault()
                        : trusting(authorities);
    }

    GitSource repositories() {
        GitLimits limits = GitLimits.defaults();
        return new GitSource(
                destinations,
                new GitLimits(
                        settings.fetchLimit().toBytes(),
                        limits.objects(),
                        limits.objectBytes(),
                        settings.timeLimit()),
                files(),
                secured);
    }

    /** How much of what was fetched is read. */
    Limits files() {
        Limits limits = Limits.defaults();
        return limits.withBytes(limits.fileBytes(), settings.repositoryLimit().toBytes())
                .withTime(settings.timeLimit());
    }

    ClusterSource clusters() {
        return new ClusterSource(
                destinations,
                new ClusterLimits(
                        ClusterLimits.defaults().resources(),
                        settings.clusterLimit().toBytes(),
                        settings.timeLimit()));
    }

    private static SSLSocketFactory trusting(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            List<Certificate> all = new ArrayList<>(known());
            int before = all.size();
            all.addAll(CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (all.size() == before) {
                throw new GeneralSecurityException("there is no certificate in it");
            }
            var context = SSLContext.getInstance("TLS");
            context.init(null, trustedBy(all), null);
            return context.getSocketFactory();
        } catch (IOException e) {
            throw unusable(file, FileFault.of(e));
        } catch (GeneralSecurityException e) {
            throw unusable(file, String.valueOf(e.getMessage()));
        }
    }

    private static CommandException unusable(Path file, String reason) {
        return CommandException.couldNot(
                "The certificates in %s cannot be used (bailiwick.checks.authorities): %s."
                        .formatted(file, reason));
    }

    private static List<X509Certificate> known() throws GeneralSecurityException {
        TrustManagerFactory trust = factory();
        trust.init((KeyStore) null);
        return List.of(trust.getTrustManagers()).stream()
                .filter(X509TrustManager.class::isInstance)
                .flatMap(each -> List.of(((X509TrustManager) each).getAcceptedIssuers()).stream())
                .toList();
    }

    private static TrustManager[] trustedBy(List<Certificate> authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("authority" + i, authorities.get(i));
        }
        TrustManagerFactory trust = factory();
        trust.init(store);
        return trust.getTrustManagers();
    }

    private static TrustManagerFactory factory() throws GeneralSecurityException {
        return TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    }
}
