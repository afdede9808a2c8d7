package dev.bailiwick.examples.school;

import dev.bailiwick.hibernate.TenantRoot;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import java.util.UUID;

/** The tenant. */
@Entity
@TenantRoot
class School {

    @Id private UUID id = new UUID(0, 0);

    private String name = "";

    UUID id() {
        return id;
    }

    String name() {
        return name;
    }
}
