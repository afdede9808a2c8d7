package dev.bailiwick.posture.scan.builtin;

import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.credential.CodeCredentials;
import dev.bailiwick.posture.provider.credential.Credentials;
import dev.bailiwick.posture.provider.credential.Hidden;
import dev.bailiwick.posture.scan.engine.ScanFailedException;

import org.jspecify.annotations.Nullable;

/**
 * Where a repository is and what opens it.
 *
 * @param token null for one that everybody reads
 */
record RepositoryAccess(String url, @Nullable String token) {

    /**
     * @throws ScanFailedException if it is at no address of https, or the token was given for
     *     another host than it would be sent to
     */
    static RepositoryAccess of(ProviderAccount account, Credentials credentials) {
        if (!(credentials instanceof CodeCredentials.Repository repository)) {
            throw ScanFailedException.notConnected("The credentials are of no repository.");
        }
        if (!account.uid().startsWith("https://")) {
            throw ScanFailedException.notConnected(
                    "Repositories are fetched from addresses that begin with https:// alone.");
        }
        Hidden token = repository.token();
        if (token != null && !repository.isAtHostOf(account.uid())) {
            throw ScanFailedException.notConnected(
                    "The access token is for a repository at another host than the provider's.");
        }
        return new RepositoryAccess(account.uid(), token == null ? null : token.text());
    }

    /** Shows no token. */
    @Override
    public String toString() {
        return url;
    }
}
