package dev.bailiwick.posture.jsonapi.error;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.spring.NotAuthenticatedException;
import dev.bailiwick.spring.PermissionMissingException;

import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What each exception means to a client. Nothing of an exception's own text gets through. */
final class Faults {

    private static final int GREATEST_DEPTH = 20;

    /** What a refusal by Spring or the toolkit carries and clients need. */
    private static final List<String> PASSED_ON =
            List.of(HttpHeaders.ALLOW, HttpHeaders.RETRY_AFTER, HttpHeaders.WWW_AUTHENTICATE);

    private Faults() {}

    static ApiException translate(Throwable thrown) {
        return switch (thrown) {
            case ApiException answer -> answer;
            case MethodArgumentTypeMismatchException wrong -> mismatch(wrong);
            case InvalidParameterException broken -> standard(broken.getErrorCode());
            case MissingServletRequestParameterException missing ->
                    ApiException.of(
                            ApiError.parameter(
                                    missing.getParameterName(),
                                    "required",
                                    "This parameter is required."));
            case MaxUploadSizeExceededException large ->
                    ApiException.of(413, "too_large", "This upload is too large.");
            case MultipartException broken ->
                    ApiException.invalid("The multipart body cannot be read.");
            case HttpMessageNotReadableException broken ->
                    ApiException.invalid("The body of this request cannot be read.");
            case TypeMismatchException wrong -> ApiException.notFound();
            case NotAuthenticatedException nobody ->
                    withHeaders(
                            ApiException.of(dataError(401, "not_authenticated", detail(nobody))),
                            nobody.getHeaders());
            case PermissionMissingException barred -> ApiException.forbidden(detail(barred));
            case ErrorResponse refusal ->
                    withHeaders(standard(refusal.getStatusCode().value()), refusal.getHeaders());
            // the connection broke off, or what came over it is no HTTP
            case IOException broken -> standard(400);
            default -> unexpected(thrown);
        };
    }

    /** A path that cannot name an object names none; a parameter of a wrong form is a fault. */
    private static ApiException mismatch(MethodArgumentTypeMismatchException wrong) {
        boolean parameter = wrong.getParameter().hasParameterAnnotation(RequestParam.class);
        return parameter
                ? ApiException.invalidParameter(wrong.getName(), "This value cannot be read.")
                : ApiException.notFound();
    }

    private static String detail(ErrorResponse refusal) {
        String detail = refusal.getBody().getDetail();
        return detail == null ? "This request was refused." : detail;
    }

    private static ApiException withHeaders(ApiException answer, HttpHeaders headers) {
        ApiException result = answer;
        for (String name : PASSED_ON) {
            List<String> values = headers.getOrEmpty(name);
            if (!values.isEmpty()) {
                result = result.withHeader(name, String.join(", ", values));
            }
        }
        return result;
    }

    private static ApiError dataError(int status, String code, String detail) {
        return new ApiError(status, code, detail, new ApiError.Source.Pointer("/data"));
    }

    /** The answer for a status that stands for itself. */
    static ApiException standard(int status) {
        return switch (status) {
            case 400 -> ApiException.of(400, "invalid", "This request is malformed.");
            case 401 -> ApiException.unauthenticated("not_authenticated", "Sign in first.");
            case 403 -> ApiException.forbidden("You do not have permission to do this.");
            case 404 -> ApiException.notFound();
            case 405 ->
                    ApiException.of(
                            dataError(
                                    405, "method_not_allowed", "This method is not allowed here."));
            case 406 ->
                    ApiException.of(
                            dataError(
                                    406, "not_acceptable", "Accept " + Api.MEDIA_TYPE_VALUE + "."));
            case 413 -> ApiException.of(413, "too_large", "This request is too large.");
            case 414 -> ApiException.of(414, "too_large", "This address is too long.");
            case 415 -> ApiException.unsupportedMediaType(Api.MEDIA_TYPE_VALUE);
            case 431 -> ApiException.of(431, "too_large", "The headers are too large.");
            case 501 ->
                    ApiException.of(501, "not_implemented", "This server does not know how to.");
            case 503 ->
                    ApiException.unavailable(
                            "The server cannot answer now. Try again.", Duration.ofSeconds(1));
            default ->
                    status >= 400 && status < 500
                            ? ApiException.of(status, "invalid", "This request was refused.")
                            : ApiException.of(
                                    500,
                                    "internal_error",
                                    "Something went wrong here. The request id names it.");
        };
    }

    private static ApiException unexpected(Throwable thrown) {
        String state = sqlState(thrown);
        if (state == null) {
            return standard(500);
        }
        return switch (state.toUpperCase(Locale.ROOT)) {
            case "40001", "40P01", "55P03" ->
                    ApiException.unavailable(
                            "Another request was changing the same data. Try again.",
                            Duration.ofSeconds(1));
            case "57014" ->
                    ApiException.unavailable("This request took too long.", Duration.ofSeconds(5));
            case "53300", "57P03", "08001", "08003", "08006" ->
                    ApiException.unavailable(
                            "The database cannot be reached now. Try again.",
                            Duration.ofSeconds(2));
            case "53100" -> ApiException.insufficientStorage("The storage is full.");
            // row-level security refused a row that is not the caller's
            case "42501" -> ApiException.notFound();
            // a reference to an object that is not there, or not the caller's
            case "23503" -> ApiException.of(409, "conflict", "A related object is missing.");
            case "23505" ->
                    ApiException.of(dataError(409, "conflict", "This object exists already."));
            default -> standard(500);
        };
    }

    static boolean isRefusedByDatabase(Throwable thrown) {
        return !(thrown instanceof ApiException) && "42501".equals(sqlState(thrown));
    }

    /** For the log: the database's own words, which clients are not told. */
    static String databaseMessage(Throwable thrown) {
        SQLException database = database(thrown);
        return database == null
                ? ""
                : String.valueOf(database.getMessage()).lines().findFirst().orElse("");
    }

    private static @Nullable String sqlState(Throwable thrown) {
        SQLException database = database(thrown);
        return database == null ? null : database.getSQLState();
    }

    private static @Nullable SQLException database(Throwable thrown) {
        Set<Throwable> seen = new HashSet<>();
        for (Throwable each = thrown;
                each != null && seen.add(each) && seen.size() < GREATEST_DEPTH;
                each = each.getCause()) {
            if (each instanceof SQLException database && database.getSQLState() != null) {
                return database;
            }
        }
        return null;
    }
}
