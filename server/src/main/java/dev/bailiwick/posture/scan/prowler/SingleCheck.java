package dev.bailiwick.posture.scan.prowler;

import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.scan.engine.ScanFailedException;

/** One check of each kind that asks for little: enough to sign in. */
final class SingleCheck {

    private SingleCheck() {}

    /**
     * @throws ScanFailedException if checks of the kind are not Prowler's own
     */
    static String of(ProviderKind kind) {
        return switch (kind) {
            case AWS -> "iam_password_policy_minimum_length_14";
            case AZURE -> "network_watcher_enabled";
            case GCP -> "iam_audit_logs_enabled";
            case KUBERNETES -> "apiserver_no_token_auth_file";
            case M365 -> "entra_thirdparty_integrated_apps_not_allowed";
            case GITHUB -> "organization_members_mfa_required";
            case MONGODBATLAS -> "organizations_mfa_required";
            case ORACLECLOUD -> "identity_password_policy_prevents_reuse";
            case ALIBABACLOUD -> "ram_password_policy_minimum_length";
            case CLOUDFLARE -> "zone_dnssec_enabled";
            case OPENSTACK -> "networking_admin_state_down";
            case GOOGLEWORKSPACE -> "directory_super_admin_count";
            case VERCEL -> "team_saml_sso_enabled";
            case OKTA -> "network_zone_block_anonymized_proxies";
            case IAC, IMAGE ->
                    throw ScanFailedException.because(
                            "Whether providers of this kind can be reached is found out by a"
                                    + " scan.");
        };
    }
}
