package dev.bailiwick.examples.school;

import dev.bailiwick.hibernate.Chained;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.UUID;

// snippet chained
/** Belongs to whichever school its student belongs to: the row itself does not say. */
@Entity
@Chained
class Enrolment {

    @Id private UUID id = UUID.randomUUID();

    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "student_id")
    private @Nullable Student student;

    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "subject_code")
    private @Nullable Subject subject;

    protected Enrolment() {}

    Enrolment(Student student, Subject subject) {
        this.student = student;
        this.subject = subject;
    }

    // end

    UUID id() {
        return id;
    }

    Student student() {
        return Objects.requireNonNull(student);
    }

    Subject subject() {
        return Objects.requireNonNull(subject);
    }
}
