package dev.bailiwick.posture.jsonapi.request;

import dev.bailiwick.posture.jsonapi.Operation;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Gives each answer the status that its operation declares; a refusal replaces it. */
@Component
final class SuccessStatus implements HandlerInterceptor {

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method) {
            Operation operation = method.getMethodAnnotation(Operation.class);
            if (operation != null) {
                response.setStatus(operation.status());
            }
        }
        return true;
    }
}
