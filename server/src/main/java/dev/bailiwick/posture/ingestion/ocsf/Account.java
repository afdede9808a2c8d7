package dev.bailiwick.posture.ingestion.ocsf;

import dev.bailiwick.posture.provider.ProviderKind;

import java.util.Objects;

/** What was scanned: the provider that a finding belongs to, as the outside world names it. */
public record Account(ProviderKind kind, String uid) {

    public Account {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(uid, "uid");
    }
}
