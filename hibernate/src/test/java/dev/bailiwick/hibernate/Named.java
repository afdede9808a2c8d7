package dev.bailiwick.hibernate;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The schools with {@code @TenantId}, also inside composite identifiers. */
final class Named {

    static final List<Class<?>> CLASSES =
            List.of(
                    School.class,
                    Student.class,
                    Subject.class,
                    Enrolment.class,
                    Club.class,
                    Course.class,
                    Room.class);

    private Named() {}

    @Entity(name = "School")
    @Table(name = "school")
    @TenantRoot(access = Access.READ_ONLY)
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

        @TenantId
        @Column(name = "tenant_id")
        @Nullable UUID tenant;

        @NaturalId String email = "";

        String name = "";

        @Version int version;

        @ManyToOne(fetch = FetchType.LAZY)
        @JoinColumn(name = "mentor_id")
        @Nullable Student mentor;

        @OneToMany(mappedBy = "student", cascade = CascadeType.ALL)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Enrolment> enrolments = new HashSet<>();

        @ManyToMany
        @JoinTable(
                name = "student_club",
                joinColumns = @JoinColumn(name = "student_id"),
                inverseJoinColumns = @JoinColumn(name = "club_id"))
        Set<Club> clubs = new HashSet<>();

        @ElementCollection
        @jakarta.persistence.CollectionTable(
                name = "student_nickname",
                joinColumns = @JoinColumn(name = "student_id"))
        @Column(name = "nickname")
        Set<String> nicknames = new HashSet<>();

        Student() {}

        Student(String name) {
            this.name = name;
            this.email = name + "@school";
        }
    }

    @Entity(name = "Subject")
    @Table(name = "subject")
    @Global
    @Cache(usage = CacheConcurrencyStrategy.READ_ONLY)
    static class Subject {

        @Id String name = "";
    }

    @Entity(name = "Enrolment")
    @Table(name = "enrolment")
    @Chained
    static class Enrolment {

        @Id UUID id = UUID.randomUUID();

        @ManyToOne(fetch = FetchType.LAZY)
        @JoinColumn(name = "student_id")
        @Nullable Student student;

        @ManyToOne(fetch = FetchType.LAZY)
        @JoinColumn(name = "subject_name")
        @Nullable Subject subject;

        Enrolment() {}

        Enrolment(Student student, Subject subject) {
            this.student = student;
            this.subject = subject;
        }
    }

    @Entity(name = "Club")
    @Table(name = "club")
    @Tenanted
    static class Club {

        @Id UUID id = UUID.randomUUID();

        @TenantId
        @Column(name = "tenant_id")
        @Nullable UUID tenant;

        String name = "";

        @ManyToMany(mappedBy = "clubs")
        Set<Student> members = new HashSet<>();
    }

    @Entity(name = "Course")
    @Table(name = "course")
    @IdClass(CourseId.class)
    @Tenanted
    static class Course {

        @Id
        @TenantId
        @Column(name = "tenant_id")
        @Nullable UUID tenant;

        @Id int number;

        String title = "";

        Course() {}

        Course(int number, String title) {
            this.number = number;
            this.title = title;
        }
    }

    record CourseId(@Nullable UUID tenant, int number) implements Serializable {

        private static final long serialVersionUID = 1L;
    }

    @Entity(name = "Room")
    @Table(name = "room")
    @Tenanted
    static class Room {

        @EmbeddedId RoomId id = new RoomId();

        String title = "";

        Room() {}

        Room(int number, String title) {
            this.id.number = number;
            this.title = title;
        }
    }

    @Embeddable
    static class RoomId implements Serializable {

        private static final long serialVersionUID = 1L;

        @TenantId
        @Column(name = "tenant_id")
        @Nullable UUID tenant;

        int number;

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof RoomId id
                    && java.util.Objects.equals(tenant, id.tenant)
                    && number == id.number;
        }

        @Override
        public int hashCode() {
            return java.util.Objects.hash(tenant, number);
        }
    }
}
