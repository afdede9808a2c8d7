package dev.bailiwick.examples.school;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

import java.util.List;
import java.util.UUID;

interface Enrolments extends JpaRepository<Enrolment, UUID> {

    @Query("select e.subject.title from Enrolment e where e.student.id = :student order by 1")
    List<String> subjectsOf(UUID student);

    /** Native SQL, which Hibernate hands on as it is. */
    @Query(value = "select count(*) from enrolment", nativeQuery = true)
    long countInSql();
}
