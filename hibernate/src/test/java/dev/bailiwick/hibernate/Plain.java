package dev.bailiwick.hibernate;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;

import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The same tables without {@code @TenantId}: Hibernate adds no condition, the policies do all. */
final class Plain {

    static final List<Class<?>> CLASSES =
            List.of(School.class, Student.class, Subject.class, Enrolment.class, Club.class);

    private Plain() {}

    @Entity(name = "School")
    @Table(name = "school")
    @TenantRoot
    static class School {

        @Id UUID id = new UUID(0, 0);

        String name = "";
    }

    @Entity(name = "Student")
    @Table(name = "student")
    @Tenanted
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @NaturalIdCache
    static class Student {

        @Id UUID id = UUID.randomUUID();

        @ManyToOne(fetch = FetchType.LAZY)
        @JoinColumn(name = "tenant_id", updatable = false)
        @Nullable School school;

        @NaturalId String email = "";

        String name = "";

        int version;

        @OneToMany(mappedBy = "student")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Enrolment> enrolments = new HashSet<>();

        Student() {}

        Student(School school, String name) {
            this.school = school;
            this.name = name;
            this.email = name + "@school";
        }
    }

    @Entity(name = "Subject")
    @Table(name = "subject")
    @Global
    static class Subject {

        @Id String name = "";
    }

    @Entity(name = "Enrolment")
    @Table(name = "enrolment")
    @Chained(through = "student")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Enrolment {

        @Id UUID id = UUID.randomUUID();

        @ManyToOne(fetch = FetchType.LAZY)
        @JoinColumn(name = "student_id")
        @Nullable Student student;

        @ManyToOne(fetch = FetchType.LAZY)
        @JoinColumn(name = "subject_name")
        @Nullable Subject subject;
    }

    /** Its tenant is not mapped at all: the database fills it in. */
    @Entity(name = "Club")
    @Table(name = "club")
    @Tenanted(column = "tenant_id")
    static class Club {

        @Id UUID id = UUID.randomUUID();

        @Column(name = "name")
        String name = "";

        Club() {}

        Club(String name) {
            this.name = name;
        }
    }
}
