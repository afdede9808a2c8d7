package dev.bailiwick.spring.store;

import dev.bailiwick.spring.AnyMember;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;

// snippet pages
@RestController
@AnyMember
class ItemPages {

    private final JdbcClient client;

    ItemPages(JdbcClient client) {
        this.client = client;
    }

    /** No condition on the tenant: the rows of others are not there. */
    @GetMapping("/items")
    List<?> list() {
        return client.sql("select name from item order by name").query().singleColumn();
    }

    /** No tenant either: the column's default is the one in scope. */
    @PostMapping("/items")
    void add(@RequestBody String name) {
        client.sql("insert into item (name) values (?)").param(name).update();
    }
}
// end
