package dev.bailiwick.posture.ingestion;

import dev.bailiwick.posture.ingestion.ocsf.MalformedFileException;
import dev.bailiwick.posture.ingestion.upload.UploadedFile;
import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.ListPlan;
import dev.bailiwick.posture.jsonapi.answer.Resources;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.request.ReadQuery;
import dev.bailiwick.spring.RequiresPermission;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

@RestController
class IngestionController {

    private final Receiving receiving;
    private final Room room;
    private final Arrivals arrivals;
    private final Resources resources;
    private final Clock clock;

    IngestionController(
            Receiving receiving, Room room, Arrivals arrivals, Resources resources, Clock clock) {
        this.receiving = receiving;
        this.room = room;
        this.arrivals = arrivals;
        this.resources = resources;
        this.clock = clock;
    }

    @PostMapping(Api.V1 + "/ingestions")
    @RequiresPermission("MANAGE_INGESTIONS")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            value = "Upload scan results",
            answers = "ingestions",
            status = 202,
            refuses = {400, 403, 408, 413, 415, 429, 503, 507})
    Document receive(HttpServletRequest request) {
        room.admit(request.getContentLengthLong());
        try (Arrivals.Place place = arrivals.begin(request);
                InputStream file =
                        UploadedFile.open(request, room.largestUpload(), room.leastPace())) {
            return switch (receiving.receive(file, place.request(), clock.instant())) {
                case Receiving.Received.Accepted(UUID id) ->
                        place.request()
                                .step(() -> resources.one(IngestionDeclarations.INGESTIONS, id));
                case Receiving.Received.Refused(UUID id, String reason) ->
                        throw ApiException.of(
                                        400,
                                        "malformed_file",
                                        "%s. This is ingestion %s, whose errors are listed at %s/ingestions/%s/errors."
                                                .formatted(reason, id, Api.V1, id))
                                .withHeader("Content-Location", Api.V1 + "/ingestions/" + id);
            };
        } catch (MalformedFileException e) {
            throw ApiException.of(400, "malformed_file", e.reason() + ".");
        } catch (IOException | UncheckedIOException e) {
            throw ApiException.of(400, "incomplete", "The body ended before it was complete.");
        }
    }

    @GetMapping(Api.V1 + "/ingestions")
    @RequiresPermission("MANAGE_INGESTIONS")
    @Operation(value = "List ingestions", answers = "ingestions")
    Document list(ListQuery query) {
        return resources.page(query);
    }

    @GetMapping(Api.V1 + "/ingestions/{id}")
    @RequiresPermission("MANAGE_INGESTIONS")
    @Operation(value = "Read an ingestion", answers = "ingestions")
    Document one(@PathVariable UUID id, ReadQuery query) {
        return resources.one(query, id);
    }

    @GetMapping(Api.V1 + "/ingestions/{id}/errors")
    @RequiresPermission("MANAGE_INGESTIONS")
    @Operation(value = "List what is wrong with an upload", answers = "ingestion-errors")
    Document errors(@PathVariable UUID id, ListQuery query) {
        if (resources.visible(IngestionDeclarations.INGESTIONS, List.of(id)).isEmpty()) {
            throw ApiException.notFound();
        }
        return resources.page(query, ListPlan.where(IngestionDeclarations.errorsOf(id)));
    }
}
