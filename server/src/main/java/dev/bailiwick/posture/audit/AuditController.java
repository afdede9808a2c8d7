package dev.bailiwick.posture.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.postgres.authority.AuditExport;
import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.Resources;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.value.InvalidValueException;
import dev.bailiwick.posture.jsonapi.value.Moments;
import dev.bailiwick.spring.RequiresPermission;

import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.sql.SQLException;
import java.time.Instant;

/** Shows the record of the tenant, and gives it away as lines. */
@RestController
@RequiresPermission("MANAGE_ACCOUNT")
class AuditController {

    /** Where the next export goes on. */
    static final String UNTIL = "Audit-Until";

    private static final String FROM = "filter[at__gte]";
    private static final String BEFORE = "filter[at__lt]";

    private final Resources resources;
    private final AuditExport export;

    AuditController(Resources resources, AuditExport export) {
        this.resources = resources;
        this.export = export;
    }

    @GetMapping(Api.V1 + "/audit-log")
    @Operation(value = "List what was changed and refused", answers = "audit-entries")
    Document list(ListQuery query) {
        return resources.page(query);
    }

    /** Written page by page, each in a transaction of its own: nobody waits for a slow reader. */
    @GetMapping(Api.V1 + "/audit-log/export")
    @Operation("Export what was changed and refused, as JSON lines, up to where it is whole")
    void export(
            @RequestParam(value = FROM, required = false) @Nullable String from,
            @RequestParam(value = BEFORE, required = false) @Nullable String before,
            HttpServletResponse response)
            throws IOException, SQLException {
        Instant first = moment(FROM, from, Moments.ALWAYS.from());
        Instant wanted = moment(BEFORE, before, Moments.ALWAYS.until());
        Instant settled = export.settled();
        Instant until = wanted.isBefore(settled) ? wanted : settled;
        response.setContentType("application/jsonl");
        response.setHeader(UNTIL, until.toString());
        Writer lines =
                new BufferedWriter(new OutputStreamWriter(response.getOutputStream(), UTF_8));
        export.write(first, until, lines);
        lines.flush();
    }

    private static Instant moment(String parameter, @Nullable String text, Instant otherwise) {
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        try {
            return Moments.parse(text).from();
        } catch (InvalidValueException wrong) {
            throw ApiException.invalidParameter(parameter, wrong.detail());
        }
    }
}
