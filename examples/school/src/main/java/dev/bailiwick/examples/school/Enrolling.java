package dev.bailiwick.examples.school;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;

/** What teachers do with their students. */
@Service
class Enrolling {

    private final Students students;
    private final Subjects subjects;
    private final Enrolments enrolments;

    Enrolling(Students students, Subjects subjects, Enrolments enrolments) {
        this.students = students;
        this.subjects = subjects;
        this.enrolments = enrolments;
    }

    @Transactional(readOnly = true)
    List<Student> named(String part) {
        return students.findByNameContainingIgnoreCaseOrderByName(part);
    }

    /**
     * @throws NoSuchElementException if the school has no such student
     */
    @Transactional(readOnly = true)
    Enrolled student(UUID id) {
        Student student = students.findById(id).orElseThrow();
        return new Enrolled(student.id(), student.name(), enrolments.subjectsOf(id));
    }

    @Transactional
    UUID register(String name) {
        return students.save(new Student(name)).id();
    }

    /**
     * @throws NoSuchElementException if the school has no such student, or there is no such subject
     */
    @Transactional
    void enrol(UUID id, String subject) {
        Student student = students.findById(id).orElseThrow();
        enrolments.save(new Enrolment(student, subjects.findById(subject).orElseThrow()));
    }

    @Transactional(readOnly = true)
    long enrolments() {
        return enrolments.countInSql();
    }

    record Enrolled(UUID id, String name, List<String> subjects) {}
}
