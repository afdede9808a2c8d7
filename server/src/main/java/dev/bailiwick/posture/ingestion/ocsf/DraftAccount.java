package dev.bailiwick.posture.ingestion.ocsf;

import dev.bailiwick.posture.provider.ProviderKind;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** What has been read of the account that a record is about, in each of the places it may stand. */
final class DraftAccount {

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
                    "is missing, and so is /unmapped/provider");
            return account;
        }
        Optional<ProviderKind> kind = ProviderKind.of(word);
        fault.require(
                kind.isPresent(),
                direct ? "/unmapped/provider" : "/cloud/provider",
                word.isEmpty() ? "is missing" : "is no provider that is known here");
        boolean directUid = !providerUid.isEmpty();
        String where = directUid ? "/unmapped/provider_uid" : "/cloud/account/uid";
        String text = fault.required(where, directUid ? providerUid : uid);
        Optional<Account> account =
                kind.flatMap(each -> each.uid(text).map(known -> new Account(each, known)));
        fault.require(
                account.isPresent(),
                where,
                "does not identify an account of provider '%s'"
                        .formatted(kind.map(ProviderKind::word).orElse("")));
        return account;
    }

    /** Where a resource is that names no place itself. */
    String place() {
        return region.isEmpty() && !provider.equals("kubernetes") ? "global" : region;
    }
}
