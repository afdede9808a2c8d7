package dev.bailiwick.spring.desk;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.authority.ShareLevel;
import dev.bailiwick.postgres.authority.ShareTarget;
import dev.bailiwick.postgres.authority.Shared;
import dev.bailiwick.postgres.authority.Shares;
import dev.bailiwick.spring.RequiresPermission;

import org.springframework.http.HttpStatus;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;

@RestController
@RequiresPermission("DOCUMENT_READ")
class DocumentPages {

    private final Documents documents;
    private final Shares shares;

    DocumentPages(Documents documents, Shares shares) {
        this.documents = documents;
        this.shares = shares;
    }

    record Line(String title, boolean changeable) {}

    // snippet pages
    /** No condition on author, team or share: what one does not reach is not there. */
    @GetMapping("/documents")
    List<Line> list() {
        List<Document> all = documents.findAllByOrderByTitle();
        Set<UUID> changeable = documents.changeable(all.stream().map(each -> each.id).toList());
        return all.stream()
                .map(each -> new Line(each.title, changeable.contains(each.id)))
                .toList();
    }

    /** Who may only read it is answered with 403, when the transaction is flushed. */
    @PutMapping("/documents/{id}")
    @Transactional
    void rename(@PathVariable("id") UUID id, @RequestBody String title) {
        documents.findById(id).orElseThrow(DocumentPages::absent).title = title;
    }

    /** The same, and whoever may only read it is answered in one's own words. */
    @PutMapping("/documents/{id}/title")
    @Transactional
    void renameForSure(@PathVariable("id") UUID id, @RequestBody String title) {
        documents.findToChangeById(id).orElseThrow(DocumentPages::absent).title = title;
    }

    /** The row is flushed before it is shared; both are there, or neither. */
    @RequiresPermission("DOCUMENT_WRITE")
    @PostMapping("/documents")
    @Transactional
    List<Line> add(@RequestBody String title, @RequestParam("with") UUID with) throws SQLException {
        Document made = documents.saveAndFlush(new Document(title));
        ShareTarget target = new ShareTarget.Member(new PrincipalId(with));
        return switch (shares.share(shares.type("document"), made.id, target, ShareLevel.VIEW)) {
            case Shared.Open _ -> list();
            case Shared other ->
                    throw new ResponseStatusException(HttpStatus.CONFLICT, other.toString());
        };
    }

    // end

    @DeleteMapping("/documents/{id}")
    void remove(@PathVariable("id") UUID id) {
        documents.deleteById(id);
    }

    private static ResponseStatusException absent() {
        return new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
}
