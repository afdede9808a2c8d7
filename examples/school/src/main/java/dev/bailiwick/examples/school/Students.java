package dev.bailiwick.examples.school;

import org.springframework.data.jpa.repository.JpaRepository;

import java.util.List;
import java.util.UUID;

// snippet repository
/** Not a word about schools, here or in any query. */
interface Students extends JpaRepository<Student, UUID> {

    List<Student> findByNameContainingIgnoreCaseOrderByName(String part);
}
// end
