package dev.bailiwick.posture.jsonapi.error;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

import java.io.IOException;

/** What the container dispatches to when a filter fails or refuses without an answer of its own. */
@Controller
final class ErrorPage implements ErrorController {

    private final ErrorAnswers answers;
    private final ErrorWriter writer;

    ErrorPage(ErrorAnswers answers, ErrorWriter writer) {
        this.answers = answers;
        this.writer = writer;
    }

    @RequestMapping("${spring.web.error.path:/error}")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable thrown) {
            answers.answer(thrown, request, response);
            return;
        }
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        writer.write(response, Faults.standard(status instanceof Integer code ? code : 404));
    }
}
