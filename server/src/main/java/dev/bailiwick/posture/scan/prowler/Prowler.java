package dev.bailiwick.posture.scan.prowler;

import dev.bailiwick.posture.directory.DataDirectory;
import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.provider.connection.ConnectionProbe;
import dev.bailiwick.posture.provider.connection.ConnectionResult;
import dev.bailiwick.posture.provider.credential.Credentials;
import dev.bailiwick.posture.scan.engine.Choice;
import dev.bailiwick.posture.scan.engine.ScanFailedException;
import dev.bailiwick.posture.scan.engine.ScanOrder;
import dev.bailiwick.posture.scan.engine.ScanOutput;
import dev.bailiwick.posture.scan.engine.Scanner;
import dev.bailiwick.posture.scan.process.ChildProcess;
import dev.bailiwick.posture.scan.process.Mark;
import dev.bailiwick.posture.scan.process.PrivateDirectory;
import dev.bailiwick.posture.scan.process.Programs;

import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Prowler's command line, where it is installed. */
@Component
@Order(0)
final class Prowler implements Scanner, ConnectionProbe {

    private final ProwlerProperties settings;
    private final @Nullable Path program;
    private final Path base;

    Prowler(ProwlerProperties settings, DataDirectory data) {
        this.settings = settings;
        this.program =
                settings.command().isBlank()
                        ? null
                        : Programs.find(settings.command()).orElse(null);
        this.base = data.scans();
    }

    Optional<Path> program() {
        return Optional.ofNullable(program);
    }

    @Override
    public boolean scans(ProviderKind kind) {
        return program != null && settings.scans(kind);
    }

    @Override
    public boolean probes(ProviderKind kind) {
        return scans(kind);
    }

    @Override
    public void scan(ScanOrder order, ScanOutput output) throws InterruptedException {
        ProviderAccount account = order.account();
        Credentials credentials = order.requireCredentials();
        HostIdentity host = HostIdentity.of(settings, account, credentials);
        Mark mark = new Mark(order.scan().toString(), order.attempt());
        try (PrivateDirectory directory = PrivateDirectory.make(base, mark)) {
            SignIn signIn = new SignIn(directory);
            SignIns.fill(signIn, account, credentials);
            Telling telling = new Telling(output::progress, signIn::masked);
            Invocation invocation = new Invocation(program().orElseThrow(), settings, directory);
            try (ChildProcess process =
                    ChildProcess.start(invocation.of(mark, order, signIn, host), telling::hear)) {
                new Results(process, telling, settings.timeLimit())
                        .handOn(invocation.results(), output, naming(account.kind()));
            }
        }
    }

    /** Where the tool names accounts as providers are named here. */
    private static ScanOutput.Naming naming(ProviderKind kind) {
        return switch (kind) {
            // by the directory where something is not of the subscription; by whichever domain is
            // the first; by the owner of each repository, in letters of any case; all alike
            case AZURE, M365, GITHUB, IMAGE -> ScanOutput.Naming.LOOSE;
            case AWS,
                    GCP,
                    KUBERNETES,
                    MONGODBATLAS,
                    IAC,
                    ORACLECLOUD,
                    ALIBABACLOUD,
                    CLOUDFLARE,
                    OPENSTACK,
                    GOOGLEWORKSPACE,
                    VERCEL,
                    OKTA ->
                    ScanOutput.Naming.STRICT;
        };
    }

    /** It is a program of its own, which takes a while to start and to sign in. */
    @Override
    public Duration patience() {
        return Duration.ofSeconds(100);
    }

    /** By a scan that makes a single check: it signs in, and asks whose account it is. */
    @Override
    public ConnectionResult probe(ProviderAccount account, Credentials credentials)
            throws InterruptedException {
        NamedAccounts seen = new NamedAccounts();
        try {
            Choice one =
                    new Choice(
                            List.of(SingleCheck.of(account.kind())),
                            List.of(),
                            List.of(),
                            List.of());
            scan(new ScanOrder(UUID.randomUUID(), 1, account, credentials, one), seen);
        } catch (ScanFailedException e) {
            return ConnectionResult.refused(String.valueOf(e.getMessage()));
        }
        return naming(account.kind()) == ScanOutput.Naming.LOOSE
                        || seen.isNone()
                        || seen.has(account.uid())
                ? ConnectionResult.connected()
                : ConnectionResult.refused("The credentials are of another account.");
    }
}
