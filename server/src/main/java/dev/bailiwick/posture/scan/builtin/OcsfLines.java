package dev.bailiwick.posture.scan.builtin;

import dev.bailiwick.checks.Check;
import dev.bailiwick.checks.Severity;
import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderKind;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * OCSF Detection Findings as Prowler writes them, as far as there is something to write.
 *
 * @see <a href="https://schema.ocsf.io/1.5.0/classes/detection_finding">Detection Finding</a>
 */
final class OcsfLines implements AutoCloseable {

    private static final JsonFactory JSON =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private static final int DETECTION_FINDING = 2004;
    private static final int LONGEST_WORD = 400;
    private static final int LONGEST_NAME = 1_500;
    private static final int LONGEST_TEXT = 8_000;

    private final ProviderAccount account;
    private final Instant now;
    private final JsonGenerator json;

    /**
     * @param out not closed here
     */
    OcsfLines(ProviderAccount account, Instant now, OutputStream out) {
        this.account = account;
        this.now = now;
        this.json = JSON.createGenerator(ObjectWriteContext.empty(), out);
    }

    void write(Finding finding, Places places) {
        Check check = finding.check();
        String kind = account.kind().word();
        json.writeStartObject();
        json.writeNumberProperty("class_uid", DETECTION_FINDING);
        json.writeNumberProperty("time", now.getEpochSecond());
        json.writeStringProperty("severity", severity(check.severity()));
        json.writeStringProperty("status_code", finding.verdict().name());
        json.writeStringProperty("status_detail", Texts.fitted(finding.said(), LONGEST_TEXT));
        json.writeStringProperty("risk_details", Texts.fitted(check.description(), LONGEST_TEXT));
        metadata(check);
        json.writeObjectPropertyStart("finding_info");
        json.writeStringProperty("uid", places.finding(kind, check.id(), finding.place()));
        json.writeStringProperty("title", Texts.fitted(check.title(), LONGEST_NAME));
        json.writeStringProperty("desc", Texts.fitted(check.title(), LONGEST_NAME) + ".");
        json.writeEndObject();
        json.writeObjectPropertyStart("remediation");
        json.writeStringProperty("desc", Texts.fitted(check.remediation(), LONGEST_TEXT));
        texts("references", check.link().isEmpty() ? List.of() : List.of(check.link()));
        json.writeEndObject();
        resource(finding);
        unmapped(finding);
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private void metadata(Check check) {
        json.writeObjectPropertyStart("metadata");
        json.writeStringProperty("event_code", check.id());
        json.writeStringProperty("version", "1.5.0");
        json.writeObjectPropertyStart("product");
        json.writeStringProperty("name", "Bailiwick");
        json.writeEndObject();
        json.writeEndObject();
    }

    private void resource(Finding finding) {
        json.writeArrayPropertyStart("resources");
        json.writeStartObject();
        json.writeStringProperty("uid", finding.place());
        json.writeStringProperty("name", Texts.fitted(finding.name(), LONGEST_NAME));
        json.writeStringProperty("type", Texts.fitted(finding.type(), LONGEST_WORD));
        // a manifest is applied wherever its namespace is: only of a cluster it is the place
        if (account.kind() == ProviderKind.KUBERNETES) {
            json.writeStringProperty("namespace", Texts.fitted(finding.namespace(), LONGEST_WORD));
        }
        json.writeObjectPropertyStart("group");
        json.writeStringProperty("name", Texts.fitted(finding.check().service(), LONGEST_WORD));
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndArray();
    }

    private void unmapped(Finding finding) {
        Check check = finding.check();
        json.writeObjectPropertyStart("unmapped");
        json.writeStringProperty("provider", account.kind().word());
        json.writeStringProperty("provider_uid", account.uid());
        json.writeStringProperty("related_url", Texts.fitted(check.link(), LONGEST_NAME));
        texts("categories", check.categories());
        json.writeStringProperty("resource_group", check.group().word());
        json.writeObjectPropertyStart("compliance");
        check.compliance().forEach((name, ids) -> texts(Texts.fitted(name, LONGEST_WORD), ids));
        json.writeEndObject();
        if (finding.line() > 0) {
            json.writeStringProperty("file", Texts.fitted(finding.file(), LONGEST_NAME));
            json.writeNumberProperty("line", finding.line());
        }
        json.writeEndObject();
    }

    private void texts(String name, List<String> texts) {
        json.writeArrayPropertyStart(name);
        texts.forEach(each -> json.writeString(Texts.fitted(each, LONGEST_WORD)));
        json.writeEndArray();
    }

    private static String severity(Severity severity) {
        String word = severity.word();
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    @Override
    public void close() {
        json.close();
    }
}
