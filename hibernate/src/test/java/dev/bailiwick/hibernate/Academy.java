package dev.bailiwick.hibernate;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import java.util.UUID;

/** The tenants of the page on Hibernate. */
@Entity
@TenantRoot
class Academy {

    @Id UUID id = new UUID(0, 0);

    String name = "";
}
