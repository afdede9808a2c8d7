package dev.bailiwick.sample;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.Resource;
import dev.bailiwick.posture.jsonapi.answer.Resources;
import dev.bailiwick.posture.jsonapi.request.Body;
import dev.bailiwick.posture.jsonapi.request.Identifiers;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.request.ReadQuery;
import dev.bailiwick.spring.Anonymous;

import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.util.UUID;

@RestController
@Anonymous
@RequestMapping(Api.V1 + "/books")
class BookController {

    private final Resources resources;

    BookController(Resources resources) {
        this.resources = resources;
    }

    @GetMapping
    @Operation(value = "List books", answers = "books")
    Document list(ListQuery query) {
        return resources.page(query);
    }

    @GetMapping("/{id}")
    @Operation(value = "Read a book", answers = "books")
    Document read(ReadQuery query, @PathVariable UUID id) {
        return resources.one(query, id);
    }

    @PostMapping
    @Operation(value = "Buy a book", takes = "books:create", answers = "receipts", status = 201)
    Document create(Body body) {
        return receipt(
                "%s|%s|%s|%s|%s|%s"
                        .formatted(
                                body.require(Library.NEW_TITLE),
                                body.get(Library.NEW_PAGES),
                                body.get(Library.NEW_SHELF),
                                body.get(Library.NEW_BOUGHT),
                                body.link(Library.NEW_AUTHOR),
                                body.links(Library.NEW_READERS)));
    }

    @PatchMapping("/{id}")
    @Operation(value = "Change a book", takes = "books:change", answers = "receipts")
    Document change(Body body, @PathVariable UUID id) {
        return receipt(
                "%s|%s|%s"
                        .formatted(
                                body.has(Library.NEW_TITLE),
                                body.has(Library.NEW_NOTE),
                                body.get(Library.NEW_NOTE)));
    }

    @DeleteMapping("/{id}")
    @Operation(value = "Burn a book", status = 204)
    void burn(@PathVariable UUID id, @RequestParam(required = false) Integer heat) {
        if (heat != null && heat > 451) {
            throw new IllegalStateException("secret words of the stove " + id);
        }
    }

    @PostMapping("/{id}/relationships/readers")
    @Operation(value = "Add readers", takes = "books:readers", answers = "receipts")
    Document readers(@PathVariable UUID id, Identifiers readers) {
        return receipt(readers.ids().toString());
    }

    private static Document receipt(String given) {
        return Document.of(Resource.of(Library.RECEIPTS).with("given", given));
    }
}
