package dev.bailiwick.posture.ingestion.ocsf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What all records of one account in a file say alike: who made them and whose account it is. Empty
 * text where the file says nothing.
 */
public record Source(
        String product,
        String productVersion,
        String ocsfVersion,
        String scanId,
        String accountName,
        List<String> accountLabels,
        String organizationUid,
        String organizationName) {

    public Source {
        accountLabels = List.copyOf(accountLabels);
    }

    /** About how many characters it holds. */
    public int size() {
        return product.length()
                + productVersion.length()
                + ocsfVersion.length()
                + scanId.length()
                + accountName.length()
                + CheckFacts.characters(accountLabels)
                + organizationUid.length()
                + organizationName.length();
    }

    /** What is known, by the name it is stored under. */
    public Map<String, Object> known() {
        Map<String, Object> known = new LinkedHashMap<>();
        putText(known, "product", product);
        putText(known, "product_version", productVersion);
        putText(known, "ocsf_version", ocsfVersion);
        putText(known, "scan_id", scanId);
        putText(known, "account_name", accountName);
        if (!accountLabels.isEmpty()) {
            known.put("account_labels", accountLabels);
        }
        putText(known, "organization_uid", organizationUid);
        putText(known, "organization_name", organizationName);
        return known;
    }

    private static void putText(Map<String, Object> known, String name, String text) {
        if (!text.isEmpty()) {
            known.put(name, text);
        }
    }
}
