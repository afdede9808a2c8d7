package dev.bailiwick.posture.edge.address;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;

/** A request as its client sent it. The headers that say so are not shown to anybody behind. */
final class ForwardedRequest extends HttpServletRequestWrapper {

    private final Origin origin;
    private final String contextPath;
    private final String requestUri;

    ForwardedRequest(HttpServletRequest request, Origin origin) {
        super(request);
        this.origin = origin;
        this.contextPath = origin.prefix() == null ? request.getContextPath() : origin.prefix();
        this.requestUri =
                contextPath + request.getRequestURI().substring(request.getContextPath().length());
    }

    static boolean hides(String header) {
        return ForwardedHeaders.NAMES.contains(header.toLowerCase(Locale.ROOT));
    }

    @Override
    public String getScheme() {
        return origin.scheme();
    }

    @Override
    public boolean isSecure() {
        return origin.secure();
    }

    @Override
    public String getServerName() {
        return origin.host();
    }

    @Override
    public int getServerPort() {
        return origin.port();
    }

    @Override
    public String getRemoteAddr() {
        return origin.client();
    }

    @Override
    public String getRemoteHost() {
        return origin.client();
    }

    @Override
    public String getContextPath() {
        return contextPath;
    }

    @Override
    public String getRequestURI() {
        return requestUri;
    }

    @Override
    public StringBuffer getRequestURL() {
        String port = origin.hasUsualPort() ? "" : ":" + origin.port();
        return new StringBuffer(origin.scheme() + "://" + origin.host() + port + requestUri);
    }

    @Override
    public @Nullable String getHeader(String name) {
        return hides(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return hides(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(
                Collections.list(super.getHeaderNames()).stream()
                        .filter(name -> !hides(name))
                        .toList());
    }
}
