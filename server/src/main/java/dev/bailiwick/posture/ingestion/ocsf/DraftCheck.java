package dev.bailiwick.posture.ingestion.ocsf;

import java.util.List;

/** What has been read of the check that made a record. */
final class DraftCheck {

    String id = "";
    String title = "";
    List<String> types = List.of();
    String description = "";
    String risk = "";
    String relatedUrl = "";
    List<String> additionalUrls = List.of();
    String advice = "";
    List<String> references = List.of();
    List<String> categories = List.of();
    List<String> dependsOn = List.of();
    List<String> relatedTo = List.of();
    String notes = "";
    String compliance = "";
    String resourceGroup = "";

    /** What its findings are counted by, once they are stored. */
    void requireGroups(FirstFault fault) {
        for (int i = 0; i < categories.size(); i++) {
            fault.fits("/unmapped/categories/" + i, categories.get(i), FirstFault.LONGEST_WORD);
        }
        fault.fits("/unmapped/resource_group", resourceGroup, FirstFault.LONGEST_WORD);
    }

    CheckFacts finish(Account account, Severity level, DraftResource resource) {
        return new CheckFacts(
                account.kind().word(),
                id,
                title,
                types,
                resource.service,
                level,
                resource.type,
                resourceGroup,
                description,
                risk,
                relatedUrl,
                additionalUrls,
                advice,
                references,
                categories,
                dependsOn,
                relatedTo,
                notes,
                compliance.isEmpty() ? "{}" : compliance);
    }
}
