package dev.bailiwick.spring;

import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/** The caller is known and may not do this: 403. */
public final class PermissionMissingException extends ErrorResponseException {

    private static final long serialVersionUID = 1L;

    public PermissionMissingException(String reason) {
        super(HttpStatus.FORBIDDEN);
        setDetail(reason);
    }
}
