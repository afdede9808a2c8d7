package dev.bailiwick.posture.scan.engine;

import dev.bailiwick.posture.provider.ProviderKind;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

import java.util.List;

/** The scanners at hand, in order of preference. */
@Component
public final class Scanners {

    private final List<Scanner> scanners;

    Scanners(ObjectProvider<Scanner> scanners) {
        this.scanners = scanners.orderedStream().toList();
    }

    /**
     * The scanner for accounts of this kind.
     *
     * @throws ScanFailedException if none of those at hand scans them
     */
    public Scanner of(ProviderKind kind) {
        return scanners.stream()
                .filter(each -> each.scans(kind))
                .findFirst()
                .orElseThrow(
                        () ->
                                ScanFailedException.notConnected(
                                        "Nothing on this server scans providers of the kind '%s'."
                                                .formatted(kind.word())));
    }
}
