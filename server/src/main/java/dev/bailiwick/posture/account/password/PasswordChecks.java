package dev.bailiwick.posture.account.password;

import dev.bailiwick.posture.jsonapi.error.ApiError;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import java.util.List;

/** Turns the rules that a password breaks into the answer that lists them all. */
public final class PasswordChecks {

    private PasswordChecks() {}

    /**
     * @throws ApiException 400 with one error for each rule that {@code password} breaks
     */
    public static void require(String password, List<String> own) {
        List<ApiError> errors =
                PasswordRules.faults(password, own).stream()
                        .map(fault -> ApiError.attribute("password", fault.code(), fault.detail()))
                        .toList();
        if (!errors.isEmpty()) {
            throw ApiException.of(errors);
        }
    }
}
