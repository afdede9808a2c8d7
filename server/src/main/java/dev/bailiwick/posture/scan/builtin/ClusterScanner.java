package dev.bailiwick.posture.scan.builtin;

import dev.bailiwick.checks.Checks;
import dev.bailiwick.checks.cluster.ClusterSource;
import dev.bailiwick.checks.cluster.Kubeconfig;
import dev.bailiwick.checks.outward.RefusedException;
import dev.bailiwick.checks.resource.UnreadableException;
import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.provider.connection.ConnectionProbe;
import dev.bailiwick.posture.provider.connection.ConnectionResult;
import dev.bailiwick.posture.provider.credential.ClusterCredentials;
import dev.bailiwick.posture.provider.credential.Credentials;
import dev.bailiwick.posture.scan.engine.ScanFailedException;
import dev.bailiwick.posture.scan.engine.ScanOrder;
import dev.bailiwick.posture.scan.engine.ScanOutput;
import dev.bailiwick.posture.scan.engine.Scanner;

import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;

import java.io.IOException;

/** Clusters, by what runs in them and who may do what there. */
@Component
final class ClusterScanner implements Scanner, ConnectionProbe, Ordered {

    private static final String NOT_READ = "The cluster could not be read";

    private final ChecksProperties settings;
    private final ChecksAtHand checks;
    private final Outside outside;
    private final Relay relay;

    ClusterScanner(ChecksProperties settings, ChecksAtHand checks, Outside outside, Relay relay) {
        this.settings = settings;
        this.checks = checks;
        this.outside = outside;
        this.relay = relay;
    }

    @Override
    public boolean scans(ProviderKind kind) {
        return settings.enabled() && kind == ProviderKind.KUBERNETES;
    }

    @Override
    public boolean probes(ProviderKind kind) {
        return scans(kind);
    }

    @Override
    public int getOrder() {
        return settings.order(ProviderKind.KUBERNETES);
    }

    @Override
    public void scan(ScanOrder order, ScanOutput output) throws InterruptedException {
        ProviderAccount account = order.account();
        Kubeconfig kubeconfig = kubeconfig(account, order.requireCredentials());
        Checks chosen = checks.chosen(account.kind(), order.choice());
        try (ScanRoom.Place place = relay.placeFor(account)) {
            relay.handOn(
                    place,
                    account,
                    begun -> output.progress(percent(begun)),
                    findings ->
                            outside.clusters()
                                    .read(
                                            kubeconfig,
                                            resource -> chosen.judge(resource, findings::result),
                                            findings::unread),
                    output);
        } catch (IOException e) {
            throw Refusal.of(NOT_READ, e);
        }
    }

    private static int percent(int begun) {
        return 100 * (begun - 1) / ClusterSource.READ;
    }

    /** By asking for one name of a namespace. */
    @Override
    public ConnectionResult probe(ProviderAccount account, Credentials credentials)
            throws InterruptedException {
        try {
            outside.clusters().test(kubeconfig(account, credentials));
            return ConnectionResult.connected();
        } catch (IOException e) {
            return ConnectionResult.refused(String.valueOf(Refusal.of(NOT_READ, e).getMessage()));
        } catch (ScanFailedException e) {
            return ConnectionResult.refused(String.valueOf(e.getMessage()));
        }
    }

    /** Of the context that the provider is called by, as Prowler chooses it. */
    private static Kubeconfig kubeconfig(ProviderAccount account, Credentials credentials) {
        if (!(credentials instanceof ClusterCredentials.Kubernetes(var text))) {
            throw ScanFailedException.notConnected("The credentials are of no cluster.");
        }
        try {
            return Kubeconfig.parse(text.text(), account.uid());
        } catch (RefusedException | UnreadableException e) {
            throw ScanFailedException.notConnected(
                    "The kubeconfig cannot be used: %s.".formatted(e.getMessage()));
        }
    }
}
