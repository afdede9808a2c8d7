package dev.bailiwick.hibernate;

import jakarta.data.repository.Delete;
import jakarta.data.repository.Find;
import jakarta.data.repository.Insert;
import jakarta.data.repository.Query;
import jakarta.data.repository.Repository;
import jakarta.data.repository.Update;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Written out by Hibernate's annotation processor. */
@Repository
interface StudentRepository {

    @Query("select name from Student")
    List<String> names();

    @Find
    Optional<Named.Student> byId(UUID id);

    @Insert
    void add(Named.Student student);

    @Update
    void change(Named.Student student);

    @Delete
    void remove(Named.Student student);
}
