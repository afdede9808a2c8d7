package dev.bailiwick.examples.school;

import dev.bailiwick.hibernate.Tenanted;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

import java.util.UUID;

// snippet direct
/** Belongs to a school directly: the row holds it, and nobody has to say which. */
@Entity
@Tenanted
class Student {

    @Id private UUID id = UUID.randomUUID();

    @TenantId
    @Column(name = "school_id")
    private @Nullable UUID school;

    private String name = "";

    protected Student() {}

    Student(String name) {
        this.name = name;
    }

    // end

    UUID id() {
        return id;
    }

    String name() {
        return name;
    }
}
