package dev.bailiwick.spring.web;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.SmartView;

import java.util.List;

/**
 * Keeps answers of one tenant from being cached for another, and tells views which tenant they
 * show: {@code currentTenant}, and {@code visibleTenants} where the application names them.
 */
final class TenantAnswers implements HandlerInterceptor {

    private final List<String> headers;
    private final ObjectProvider<VisibleTenants> visible;

    /**
     * @param headers that name the tenant
     */
    TenantAnswers(List<String> headers, ObjectProvider<VisibleTenants> visible) {
        this.headers = List.copyOf(headers);
        this.visible = visible;
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (Scopes.current().isPresent()) {
            headers.forEach(header -> response.addHeader(HttpHeaders.VARY, header));
            response.addHeader(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION);
            response.addHeader(HttpHeaders.VARY, HttpHeaders.COOKIE);
            // an endpoint that knows better sets it again
            response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
        }
        return true;
    }

    @Override
    public void postHandle(
            HttpServletRequest request,
            HttpServletResponse response,
            Object handler,
            @Nullable ModelAndView answer) {
        if (answer == null || isRedirect(answer)) {
            return;
        }
        Scopes.currentTenant().ifPresent(tenant -> answer.addObject("currentTenant", tenant));
        Scopes.currentPrincipal()
                .ifPresent(
                        principal ->
                                visible.ifAvailable(
                                        tenants ->
                                                answer.addObject(
                                                        "visibleTenants",
                                                        Scopes.call(
                                                                new Scope.Identity(principal),
                                                                () -> tenants.of(principal)))));
    }

    private static boolean isRedirect(ModelAndView answer) {
        String name = answer.getViewName();
        return name == null
                ? answer.getView() instanceof SmartView view && view.isRedirectView()
                : name.startsWith("redirect:");
    }
}
