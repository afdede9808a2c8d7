package dev.bailiwick.posture.ingestion.ocsf;

import dev.bailiwick.posture.digest.Sha256;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import java.io.StringWriter;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a record says of its check. Equal facts make equal metadata; comparing them is cheaper than
 * writing and hashing the JSON, and they share nothing with the record's finding.
 *
 * @param compliance JSON object: requirements by framework
 * @param references commands and addresses that help to mend it, in the order of the file
 */
public record CheckFacts(
        String provider,
        String checkId,
        String title,
        List<String> types,
        String service,
        Severity severity,
        String resourceType,
        String resourceGroup,
        String description,
        String risk,
        String relatedUrl,
        List<String> additionalUrls,
        String advice,
        List<String> references,
        List<String> categories,
        List<String> dependsOn,
        List<String> relatedTo,
        String notes,
        String compliance) {

    private static final JsonFactory JSON = new JsonFactory();

    public CheckFacts {
        types = List.copyOf(types);
        additionalUrls = List.copyOf(additionalUrls);
        references = List.copyOf(references);
        categories = List.copyOf(categories);
        dependsOn = List.copyOf(dependsOn);
        relatedTo = List.copyOf(relatedTo);
    }

    /** About how many characters they hold. */
    public int size() {
        return checkId.length()
                + title.length()
                + service.length()
                + resourceType.length()
                + resourceGroup.length()
                + description.length()
                + risk.length()
                + relatedUrl.length()
                + advice.length()
                + notes.length()
                + compliance.length()
                + Stream.of(types, additionalUrls, references, categories, dependsOn, relatedTo)
                        .mapToInt(CheckFacts::characters)
                        .sum()
                + 500;
    }

    /** Of a list, with what the list itself takes. */
    static int characters(List<String> texts) {
        return texts.stream().mapToInt(text -> text.length() + 50).sum();
    }

    /** The same as JSON, with its hash. */
    public CheckMetadata metadata() {
        String json = json();
        byte[] hash = Sha256.of(json);
        return new CheckMetadata(
                HexFormat.of().formatHex(hash), checkId, categories, resourceGroup, json);
    }

    private String json() {
        StringWriter text = new StringWriter(4_096);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("provider", provider);
            json.writeStringProperty("checkid", checkId);
            json.writeStringProperty("checktitle", title);
            strings(json, "checktype", types);
            json.writeStringProperty("servicename", service);
            json.writeStringProperty("subservicename", "");
            json.writeStringProperty("severity", severity.word());
            json.writeStringProperty("resourcetype", resourceType);
            json.writeStringProperty("resourcegroup", resourceGroup);
            json.writeStringProperty("description", description);
            json.writeStringProperty("risk", risk);
            json.writeStringProperty("relatedurl", relatedUrl);
            strings(json, "additionalurls", additionalUrls);
            remediation(json);
            strings(json, "categories", categories);
            strings(json, "dependson", dependsOn);
            strings(json, "relatedto", relatedTo);
            json.writeStringProperty("notes", notes);
            json.writeName("compliance");
            json.writeRawValue(compliance);
            json.writeEndObject();
        }
        return text.toString();
    }

    /**
     * OCSF has one list for what the scanner keeps apart: the last address is the recommendation's,
     * a command line the fix by command line, the rest stays together.
     */
    private void remediation(JsonGenerator json) {
        String url =
                references.reversed().stream().filter(CheckFacts::isUrl).findFirst().orElse("");
        Optional<String> command =
                references.stream()
                        .filter(each -> !isUrl(each) && !each.startsWith("--"))
                        .findFirst();
        List<String> others =
                references.stream()
                        .filter(each -> !each.equals(url) && !each.equals(command.orElse("")))
                        .toList();
        json.writeName("remediation");
        json.writeStartObject();
        json.writeName("code");
        json.writeStartObject();
        json.writeStringProperty("cli", command.orElse(""));
        json.writeStringProperty("other", String.join("\n", others));
        json.writeStringProperty("nativeiac", "");
        json.writeStringProperty("terraform", "");
        json.writeEndObject();
        json.writeName("recommendation");
        json.writeStartObject();
        json.writeStringProperty("text", advice);
        json.writeStringProperty("url", url);
        json.writeEndObject();
        json.writeEndObject();
    }

    private static boolean isUrl(String reference) {
        return reference.startsWith("https://") || reference.startsWith("http://");
    }

    private static void strings(JsonGenerator json, String name, List<String> values) {
        json.writeName(name);
        json.writeStartArray();
        values.forEach(json::writeString);
        json.writeEndArray();
    }
}
