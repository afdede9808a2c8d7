package dev.bailiwick.posture.scan.builtin;

import dev.bailiwick.checks.Checks;
import dev.bailiwick.checks.Examination;
import dev.bailiwick.checks.resource.Unread;
import dev.bailiwick.posture.directory.DataDirectory;
import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.provider.connection.ConnectionProbe;
import dev.bailiwick.posture.provider.connection.ConnectionResult;
import dev.bailiwick.posture.provider.credential.Credentials;
import dev.bailiwick.posture.scan.engine.ScanFailedException;
import dev.bailiwick.posture.scan.engine.ScanOrder;
import dev.bailiwick.posture.scan.engine.ScanOutput;
import dev.bailiwick.posture.scan.engine.Scanner;
import dev.bailiwick.posture.scan.process.Mark;
import dev.bailiwick.posture.scan.process.PrivateDirectory;

import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Git repositories, by what is written in them today. */
@Component
final class RepositoryScanner implements Scanner, ConnectionProbe, Ordered {

    /** What is shown when all has been fetched. */
    private static final int FETCHED = 30;

    private static final String NOT_FETCHED = "The repository could not be fetched";
    private static final String NOT_READ = "What was fetched could not be read";

    private final ChecksProperties settings;
    private final ChecksAtHand checks;
    private final Outside outside;
    private final Relay relay;
    private final Path base;

    RepositoryScanner(
            ChecksProperties settings,
            ChecksAtHand checks,
            Outside outside,
            Relay relay,
            DataDirectory data) {
        this.settings = settings;
        this.checks = checks;
        this.outside = outside;
        this.relay = relay;
        this.base = data.scans();
    }

    @Override
    public boolean scans(ProviderKind kind) {
        return settings.enabled() && kind == ProviderKind.IAC;
    }

    @Override
    public boolean probes(ProviderKind kind) {
        return scans(kind);
    }

    @Override
    public int getOrder() {
        return settings.order(ProviderKind.IAC);
    }

    @Override
    public void scan(ScanOrder order, ScanOutput output) throws InterruptedException {
        ProviderAccount account = order.account();
        RepositoryAccess access = RepositoryAccess.of(account, order.requireCredentials());
        Checks chosen = checks.chosen(account.kind(), order.choice());
        try (ScanRoom.Place place = relay.placeFor(account);
                PrivateDirectory directory =
                        PrivateDirectory.make(
                                base, new Mark(order.scan().toString(), order.attempt()))) {
            Path files = directory.folder("files");
            List<Unread> unread = fetch(access, directory.folder("fetched"), files);
            output.progress(FETCHED);
            examine(place, account, chosen, new Fetched(files, unread), output);
        }
    }

    /**
     * @param unread what could not be written below {@code files}
     */
    private record Fetched(Path files, List<Unread> unread) {

        long count() throws IOException {
            try (Stream<Path> all = Files.walk(files)) {
                return unread.size() + all.filter(Files::isRegularFile).count();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    }

    private List<Unread> fetch(RepositoryAccess access, Path work, Path files)
            throws InterruptedException {
        List<Unread> unread = new ArrayList<>();
        try {
            var _ =
                    outside.repositories()
                            .fetch(access.url(), access.token(), work, files, unread::add);
            return unread;
        } catch (IOException e) {
            throw Refusal.of(NOT_FETCHED, e);
        }
    }

    private void examine(
            ScanRoom.Place place,
            ProviderAccount account,
            Checks chosen,
            Fetched fetched,
            ScanOutput output)
            throws InterruptedException {
        try {
            long all = Math.max(1, fetched.count());
            relay.handOn(
                    place,
                    account,
                    begun -> output.progress(percent(begun, all)),
                    findings -> {
                        fetched.unread().forEach(findings::unread);
                        new Examination(chosen, outside.files()).of(fetched.files(), findings);
                    },
                    output);
        } catch (IOException e) {
            throw Refusal.ofOwnDisk(NOT_READ, e);
        }
    }

    private static int percent(int begun, long all) {
        return FETCHED + (int) ((100L - FETCHED) * begun / all);
    }

    /** By asking what branches there are. */
    @Override
    public ConnectionResult probe(ProviderAccount account, Credentials credentials)
            throws InterruptedException {
        try (PrivateDirectory directory =
                PrivateDirectory.make(base, new Mark(UUID.randomUUID().toString(), 1))) {
            RepositoryAccess access = RepositoryAccess.of(account, credentials);
            outside.repositories().test(access.url(), access.token(), directory.folder("fetched"));
            return ConnectionResult.connected();
        } catch (IOException e) {
            if (Refusal.isOfOwnDisk(e)) {
                // says nothing of whether the repository can be reached
                throw new UncheckedIOException(e);
            }
            return ConnectionResult.refused(
                    String.valueOf(Refusal.of(NOT_FETCHED, e).getMessage()));
        } catch (ScanFailedException e) {
            return ConnectionResult.refused(String.valueOf(e.getMessage()));
        }
    }
}
