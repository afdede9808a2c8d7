package dev.bailiwick.posture.ingestion.ocsf;

import dev.bailiwick.posture.provider.ProviderKind;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What has been read of the account that a record is about, in each of the places it may stand. */
final class DraftAccount {

    /** Kinds by what earlier releases of Prowler called them. */
    private static final Map<String, String> FORMER =
            Map.of("microsoft365", "m365", "oci", "oraclecloud");

    String provider = "";
    String providerUid = "";
    String cloudProvider = "";
    String uid = "";
    String name = "";
    List<String> labels = List.of();
    String organizationUid = "";
    String organizationName = "";
    String region = "";

    /**
     * @param told by the rest of the record; asked where the record names no provider and no
     *     account
     */
    Optional<Account> finish(FirstFault fault, Supplier<Optional<Account>> told) {
        boolean direct = !provider.isEmpty();
        String word = (direct ? provider : cloudProvider).toLowerCase(Locale.ROOT);
        if (word.isEmpty() && uid.isEmpty() && providerUid.isEmpty()) {
            Optional<Account> account = told.get();
            fault.require(
                    account.isPresent(),
                    "/cloud/provider",
                    "is missing, and so is /unmapped/provider; nor does /finding_info/uid tell a"
                            + " cluster, as in prowler-kubernetes-CHECK-CLUSTER-namespace:"
                            + " NAMESPACE-NAME");
            return account;
        }
        Optional<ProviderKind> kind = ProviderKind.of(FORMER.getOrDefault(word, word));
        fault.require(
                kind.isPresent(),
                direct ? "/unmapped/provider" : "/cloud/provider",
                word.isEmpty()
                        ? "is missing"
                        : "is '%s', none of %s"
                                .formatted(
                                        FirstFault.shown(word),
                                        String.join(", ", ProviderKind.words())));
        boolean directUid = !providerUid.isEmpty();
        String where = directUid ? "/unmapped/provider_uid" : "/cloud/account/uid";
        String text = fault.required(where, directUid ? providerUid : uid);
        Optional<Account> account = kind.flatMap(each -> account(each, text));
        if (kind.isPresent() && account.isEmpty()) {
            fault.wrong(where, refusal(kind.get(), text));
        }
        return account;
    }

    /** Prowler tells the tenant's id where it identifies the tenant by its domain elsewhere. */
    private Optional<Account> account(ProviderKind kind, String text) {
        return kind.uid(text)
                .or(() -> kind == ProviderKind.M365 ? kind.uid(name) : Optional.empty())
                .map(known -> new Account(kind, known));
    }

    private static String refusal(ProviderKind kind, String text) {
        return kind == ProviderKind.IAC && text.equals("iac")
                ? "is 'iac', and so the record does not tell which repository was scanned: it needs"
                        + " /unmapped/provider_uid, as in "
                        + kind.example()
                : "is wrong: " + kind.refusal(text).replaceAll("\\.$", "");
    }

    /** Where a resource is that names no place itself. */
    String place() {
        return region.isEmpty() && !provider.equals("kubernetes") ? "global" : region;
    }
}
