package dev.bailiwick.spring.library;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** One more, which not everybody may see. */
@RestController
public class Reports {

    @GetMapping("/reports")
    public String page() {
        return "the reports";
    }
}
