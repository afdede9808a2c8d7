package dev.bailiwick.posture.ingestion.ocsf;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads one record at a time from a parser that stands at its beginning, and leaves it at its end
 * whatever is wrong in between.
 */
final class RecordReader {

    /** In one list: tags, references. */
    private static final int MOST_TEXTS = 1_000;

    private final JsonParser parser;
    private final Utf8InputStream bytes;
    private final Instant now;
    private Draft draft = new Draft();
    private long mostBytes;

    RecordReader(JsonParser parser, Utf8InputStream bytes, Instant now) {
        this.parser = parser;
        this.bytes = bytes;
        this.now = now;
    }

    ParsedRecord read(long position) {
        draft = new Draft();
        mostBytes = bytes.count() + OcsfReader.LARGEST_RECORD;
        fields("", this::root);
        return draft.finish(position, now);
    }

    private void root(String name) {
        switch (name) {
            case "class_uid" -> draft.classUid = whole("/class_uid");
            case "message" -> draft.message = text("/message");
            case "severity" -> draft.severity = text("/severity");
            case "status" -> draft.muted |= text("/status").equalsIgnoreCase("Suppressed");
            case "status_id" -> draft.muted |= isSuppressed(whole("/status_id"));
            case "status_code" -> draft.statusCode = text("/status_code");
            case "status_detail" -> draft.statusDetail = text("/status_detail");
            case "risk_details" -> draft.check.risk = text("/risk_details");
            case "time" -> draft.time = whole("/time");
            case "metadata" -> fields("/metadata", this::metadata);
            case "finding_info" -> fields("/finding_info", this::findingInfo);
            case "cloud" -> fields("/cloud", this::cloud);
            case "remediation" -> fields("/remediation", this::remediation);
            case "unmapped" -> fields("/unmapped", this::unmapped);
            case "resources" -> resources();
            // said by the class or by another field as well
            case "class_name",
                    "category_name",
                    "category_uid",
                    "type_name",
                    "type_uid",
                    "activity_name",
                    "activity_id",
                    "severity_id",
                    "time_dt" ->
                    parser.skipChildren();
            default -> rest("", name);
        }
    }

    private void metadata(String name) {
        switch (name) {
            case "event_code" -> draft.check.id = text("/metadata/event_code");
            case "version" -> draft.ocsfVersion = text("/metadata/version");
            case "product" -> fields("/metadata/product", this::product);
            case "profiles", "tenant_uid" -> parser.skipChildren();
            default -> rest("/metadata", name);
        }
    }

    private void product(String name) {
        switch (name) {
            case "name" -> draft.product = text("/metadata/product/name");
            case "version" -> draft.productVersion = text("/metadata/product/version");
            case "uid", "vendor_name" -> parser.skipChildren();
            default -> rest("/metadata/product", name);
        }
    }

    private void findingInfo(String name) {
        switch (name) {
            case "uid" -> draft.uid = text("/finding_info/uid");
            case "title" -> draft.check.title = text("/finding_info/title");
            case "desc" -> draft.check.description = text("/finding_info/desc");
            case "types" -> draft.check.types = texts("/finding_info/types");
            case "created_time", "created_time_dt", "product_uid", "name" -> parser.skipChildren();
            default -> rest("/finding_info", name);
        }
    }

    private void cloud(String name) {
        switch (name) {
            case "provider" -> draft.account.cloudProvider = text("/cloud/provider");
            case "region" -> draft.account.region = text("/cloud/region");
            case "account" -> fields("/cloud/account", this::account);
            case "org" -> fields("/cloud/org", this::organization);
            default -> rest("/cloud", name);
        }
    }

    private void account(String name) {
        switch (name) {
            case "uid" -> draft.account.uid = text("/cloud/account/uid");
            case "name" -> draft.account.name = text("/cloud/account/name");
            case "labels" -> draft.account.labels = texts("/cloud/account/labels");
            case "type", "type_id" -> parser.skipChildren();
            default -> rest("/cloud/account", name);
        }
    }

    private void organization(String name) {
        switch (name) {
            case "uid" -> draft.account.organizationUid = text("/cloud/org/uid");
            case "name" -> draft.account.organizationName = text("/cloud/org/name");
            default -> rest("/cloud/org", name);
        }
    }

    private void remediation(String name) {
        switch (name) {
            case "desc" -> draft.check.advice = text("/remediation/desc");
            case "references" -> draft.check.references = texts("/remediation/references");
            default -> rest("/remediation", name);
        }
    }

    private void unmapped(String name) {
        switch (name) {
            case "provider" -> draft.account.provider = text("/unmapped/provider");
            case "provider_uid" -> draft.account.providerUid = text("/unmapped/provider_uid");
            case "scan_id" -> draft.scanId = text("/unmapped/scan_id");
            case "related_url" -> draft.check.relatedUrl = text("/unmapped/related_url");
            case "additional_urls" ->
                    draft.check.additionalUrls = texts("/unmapped/additional_urls");
            case "categories" -> draft.check.categories = texts("/unmapped/categories");
            case "depends_on" -> draft.check.dependsOn = texts("/unmapped/depends_on");
            case "related_to" -> draft.check.relatedTo = texts("/unmapped/related_to");
            case "notes" -> draft.check.notes = text("/unmapped/notes");
            case "resource_group" -> draft.check.resourceGroup = text("/unmapped/resource_group");
            case "compliance" -> {
                if (expect(JsonToken.START_OBJECT, "/unmapped/compliance", "must be an object")) {
                    draft.check.compliance = json("/unmapped/compliance");
                }
            }
            default -> rest("/unmapped", name);
        }
    }

    private void resources() {
        if (!expect(JsonToken.START_ARRAY, "/resources", "must be an array")) {
            return;
        }
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i == 0) {
                draft.resource.seen = true;
                fields("/resources/0", this::resource);
            } else {
                rest("/resources", Integer.toString(i));
            }
        }
    }

    private void resource(String name) {
        switch (name) {
            case "uid" -> draft.resource.uid = text("/resources/0/uid");
            case "name" -> draft.resource.name = text("/resources/0/name");
            case "type" -> draft.resource.type = text("/resources/0/type");
            case "region" -> draft.resource.region = text("/resources/0/region");
            case "namespace" -> draft.resource.namespace = text("/resources/0/namespace");
            case "cloud_partition" ->
                    draft.resource.partition = text("/resources/0/cloud_partition");
            case "labels" -> draft.resource.labels = texts("/resources/0/labels");
            case "group" -> fields("/resources/0/group", this::group);
            case "data" -> fields("/resources/0/data", this::data);
            default -> rest("/resources/0", name);
        }
    }

    private void group(String name) {
        if (name.equals("name")) {
            draft.resource.service = text("/resources/0/group/name");
        } else {
            rest("/resources/0/group", name);
        }
    }

    private void data(String name) {
        switch (name) {
            case "details" -> draft.resource.details = text("/resources/0/data/details");
            case "metadata" -> {
                String json = json("/resources/0/data/metadata");
                draft.resource.metadata = json.equals("{}") || json.equals("null") ? "" : json;
            }
            default -> rest("/resources/0/data", name);
        }
    }

    private void fields(String pointer, Consumer<String> field) {
        if (!expect(JsonToken.START_OBJECT, pointer, "must be an object")) {
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            if (isTooLarge()) {
                parser.skipChildren();
            } else {
                field.accept(name);
            }
        }
    }

    /** Whether the record has gone beyond its limit, which is a fault then. */
    private boolean isTooLarge() {
        if (bytes.count() <= mostBytes) {
            return false;
        }
        draft.fault.outweigh("", "is larger than %d bytes".formatted(OcsfReader.LARGEST_RECORD));
        return true;
    }

    private void rest(String parent, String name) {
        if (!JsonValues.storable(name)) {
            draft.fault.wrong(parent, JsonValues.UNSTORABLE_TEXT);
            parser.skipChildren();
            return;
        }
        String json = json(name.isEmpty() ? parent : parent + "/" + name);
        draft.rest.add(parent, name, json.isEmpty() ? "null" : json);
    }

    private String json(String pointer) {
        JsonValues.Copied copied = JsonValues.copy(parser, this::isTooLarge);
        copied.problem().ifPresent(problem -> draft.fault.wrong(pointer, problem));
        return copied.json();
    }

    /** Empty where there is null. */
    private String text(String pointer) {
        if (!expect(JsonToken.VALUE_STRING, pointer, "must be a text")) {
            return "";
        }
        String text = parser.getString();
        if (!JsonValues.storable(text)) {
            draft.fault.wrong(pointer, JsonValues.UNSTORABLE_TEXT);
            return "";
        }
        return text;
    }

    /** Empty where there is null. */
    private List<String> texts(String pointer) {
        if (!expect(JsonToken.START_ARRAY, pointer, "must be an array of texts")) {
            return List.of();
        }
        List<String> texts = new ArrayList<>(4);
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i < MOST_TEXTS && !isTooLarge()) {
                texts.add(text(pointer + "/" + i));
            } else {
                draft.fault.wrong(pointer, "has more than %d texts".formatted(MOST_TEXTS));
                parser.skipChildren();
            }
        }
        return texts;
    }

    private @Nullable Long whole(String pointer) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            return (long) parser.getDoubleValue();
        }
        expect(JsonToken.VALUE_NUMBER_INT, pointer, "must be a number");
        return null;
    }

    private String shown(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a text";
            default -> FirstFault.shown(parser.getString());
        };
    }

    private static boolean isSuppressed(@Nullable Long statusId) {
        return statusId != null && statusId == 3;
    }

    /** Whether the parser is at such a token; if not, the value is passed over, null silently. */
    private boolean expect(JsonToken token, String pointer, String otherwise) {
        JsonToken present = parser.currentToken();
        if (present == token) {
            return true;
        }
        if (present != JsonToken.VALUE_NULL) {
            draft.fault.wrong(pointer, otherwise + ", not " + shown(present));
        }
        parser.skipChildren();
        return false;
    }
}
