package dev.bailiwick.posture.scan.prowler;

import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.credential.AwsCredentials;
import dev.bailiwick.posture.provider.credential.Credentials;
import dev.bailiwick.posture.scan.engine.ScanFailedException;

/** Whether a scan may be made as what this machine is in the cloud. */
enum HostIdentity {
    /** No: it has credentials of its own. */
    KEPT,
    /** Yes: it has none but a role, which trusts this machine and names the tenant. */
    LENT;

    /**
     * @throws ScanFailedException if the credentials cannot do without it and it is not lent
     */
    static HostIdentity of(
            ProwlerProperties settings, ProviderAccount account, Credentials credentials) {
        if (!(credentials instanceof AwsCredentials.Role role) || role.keys() != null) {
            return KEPT;
        }
        if (!settings.lendsHostIdentity(account.kind())) {
            throw ScanFailedException.notConnected(
                    "The role's credentials have no keys, and this server lends its own identity to"
                            + " nobody.");
        }
        // else one tenant's secret could name the role of another, which trusts this machine too
        String tenant = account.tenant().value().toString();
        if (!role.externalId().equals(tenant)) {
            throw ScanFailedException.notConnected(
                    "Without keys the role's external id must be the tenant's id, " + tenant + ".");
        }
        return LENT;
    }
}
