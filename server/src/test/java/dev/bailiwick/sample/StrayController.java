package dev.bailiwick.sample;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.spring.AnyMember;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Endpoints of the server that its matrix does not know, or knows as others. */
@RestController
class StrayController {

    @AnyMember
    @GetMapping(Api.V1 + "/strays")
    String list() {
        return "";
    }

    /** The matrix asks for a permission. */
    @AnyMember
    @PostMapping(Api.V1 + "/mute-rules")
    String scan() {
        return "";
    }
}
