package dev.bailiwick.spring;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/** The endpoint asks who the caller is, and the request does not say so credibly: 401. */
public final class NotAuthenticatedException extends ErrorResponseException {

    private static final long serialVersionUID = 1L;

    public NotAuthenticatedException(String reason) {
        super(HttpStatus.UNAUTHORIZED);
        setDetail(reason);
        getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
}
