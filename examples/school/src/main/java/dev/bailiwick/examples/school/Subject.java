package dev.bailiwick.examples.school;

import dev.bailiwick.hibernate.Global;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

// snippet global
/** What can be taught anywhere: everybody reads it, and migrations write it. */
@Entity
@Global
class Subject {

    @Id private String code = "";

    private String title = "";

    // end

    String code() {
        return code;
    }

    String title() {
        return title;
    }
}
