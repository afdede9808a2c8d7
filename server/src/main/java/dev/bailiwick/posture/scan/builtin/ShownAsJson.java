package dev.bailiwick.posture.scan.builtin;

import dev.bailiwick.checks.CheckResult;
import dev.bailiwick.checks.resource.Unread;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

import java.io.PrintWriter;

/** One object, for programs: what docs/checks.md says of it stays so. */
final class ShownAsJson implements Shown {

    private static final JsonFactory JSON =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private final PrintWriter out;
    private final JsonGenerator json;

    ShownAsJson(PrintWriter out) {
        this.out = out;
        this.json = JSON.createGenerator(ObjectWriteContext.empty(), out);
        json.writeStartObject();
        json.writeName("results");
        json.writeStartArray();
    }

    @Override
    public void result(CheckResult result) {
        begin(result.verdict().name(), result.resource().file(), result.line(), result.text());
        json.writeStringProperty("check", result.check().id());
        json.writeStringProperty("severity", result.check().severity().word());
        json.writeStringProperty("resource", result.resource().title());
        json.writeEndObject();
    }

    @Override
    public void unread(Unread what, boolean allowed) {
        begin("UNREAD", what.file(), what.line(), what.reason());
        json.writeBooleanProperty("allowed", allowed);
        json.writeEndObject();
    }

    private void begin(String status, String file, int line, String text) {
        json.writeStartObject();
        json.writeStringProperty("status", status);
        json.writeStringProperty("file", file);
        json.writeNumberProperty("line", line);
        json.writeStringProperty("text", text);
    }

    @Override
    public void end(Sum sum) {
        json.writeEndArray();
        json.writeNumberProperty("failed", sum.allFailed());
        json.writeNumberProperty("passed", sum.passed());
        json.writeNumberProperty("manual", sum.manual());
        json.writeNumberProperty("unread", sum.unread());
        json.writeNumberProperty("allowed", sum.allowed());
        json.writeEndObject();
        json.close();
        out.println();
        out.flush();
    }
}
