package dev.bailiwick.hibernate;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/** Chained, on the page on Hibernate. */
@Entity
@Chained
class Grade {

    @Id UUID id = UUID.randomUUID();

    @ManyToOne(fetch = FetchType.LAZY)
    @Nullable Pupil pupil;

    int points;
}
