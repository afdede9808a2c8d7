package dev.bailiwick.examples.school;

import dev.bailiwick.spring.AnyMember;
import dev.bailiwick.spring.RequiresPermission;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;

@RestController
class StudentsController {

    private final Enrolling enrolling;

    StudentsController(Enrolling enrolling) {
        this.enrolling = enrolling;
    }

    @GetMapping("/students")
    @AnyMember
    List<String> students(@RequestParam(defaultValue = "") String name) {
        return enrolling.named(name).stream().map(Student::name).toList();
    }

    @GetMapping("/students/{id}")
    @AnyMember
    Enrolling.Enrolled student(@PathVariable UUID id) {
        return enrolling.student(id);
    }

    @PostMapping("/students")
    @RequiresPermission(SchoolApplication.STUDENT_CREATE)
    @ResponseStatus(HttpStatus.CREATED)
    UUID register(@RequestParam String name) {
        return enrolling.register(name);
    }

    @PutMapping("/students/{id}/subjects/{code}")
    @AnyMember
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void enrol(@PathVariable UUID id, @PathVariable String code) {
        enrolling.enrol(id, code);
    }

    @GetMapping("/enrolments/count")
    @AnyMember
    long enrolments() {
        return enrolling.enrolments();
    }

    @ExceptionHandler(NoSuchElementException.class)
    @ResponseStatus(HttpStatus.NOT_FOUND)
    void missing() {}
}
