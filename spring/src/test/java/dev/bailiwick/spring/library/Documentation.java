package dev.bailiwick.spring.library;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A controller that the application did not write, and cannot annotate. */
@RestController
public class Documentation {

    @GetMapping("/docs")
    public String page() {
        return "the documentation";
    }
}
