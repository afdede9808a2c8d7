package dev.bailiwick.spring.signin;

import dev.bailiwick.spring.AnyMember;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;

@RestController
@AnyMember
class ClubNotes {

    private final JdbcClient client;

    ClubNotes(JdbcClient client) {
        this.client = client;
    }

    @GetMapping("/notes")
    List<?> notes() {
        return client.sql("select text from note order by text").query().singleColumn();
    }

    @PostMapping("/notes")
    void add(@RequestParam String text) {
        client.sql("insert into note (text) values (?)").param(text).update();
    }
}
