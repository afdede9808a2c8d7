package dev.bailiwick.examples.school;

import org.springframework.data.jpa.repository.JpaRepository;

interface Subjects extends JpaRepository<Subject, String> {}
