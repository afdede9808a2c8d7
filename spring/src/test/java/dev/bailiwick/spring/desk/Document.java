package dev.bailiwick.spring.desk;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.hibernate.Tenanted;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

import java.util.UUID;

// snippet entity
@Entity
@Tenanted
class Document {

    @Id UUID id = UUID.randomUUID();

    @TenantId
    @Column(name = "tenant_id")
    @Nullable UUID tenant;

    @Column(name = "author_id", updatable = false)
    @Nullable UUID author;

    String title = "";

    Document() {}

    Document(String title) {
        this.title = title;
        this.author = Scopes.requirePrincipal().value();
    }
}
// end
