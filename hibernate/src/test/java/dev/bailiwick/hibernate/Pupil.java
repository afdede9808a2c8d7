package dev.bailiwick.hibernate;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/** Tenanted, on the page on Hibernate. */
@Entity
@Tenanted
class Pupil {

    @Id UUID id = UUID.randomUUID();

    @ManyToOne(fetch = FetchType.LAZY)
    @Nullable Academy academy;

    String name = "";
}
