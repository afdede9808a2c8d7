package dev.bailiwick.posture.jsonapi.error;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.audit.Rule;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that is answered with an errors document. It carries nothing that the client may not
 * read, so the answer is written from it as it stands.
 */
public final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final Refusal FORBIDDEN = new Refusal(null, new Rule("forbidden"));

    private final int status;
    private final transient List<ApiError> errors;
    private final transient Map<String, String> headers;

    private final transient @Nullable Refusal refusal;

    private ApiException(int status, List<ApiError> errors, Map<String, String> headers) {
        this(status, errors, headers, null);
    }

    private ApiException(
            int status,
            List<ApiError> errors,
            Map<String, String> headers,
            @Nullable Refusal refusal) {
        super(errors.getFirst().detail(), null, false, false);
        this.status = status;
        this.errors = List.copyOf(errors);
        this.headers = Map.copyOf(headers);
        this.refusal = refusal;
    }

    /**
     * What goes on record about an answer.
     *
     * @param scope of whom it was refused to; null for that of the request
     */
    record Refusal(@Nullable Scope scope, Rule rule) {}

    /** This answer, as a refusal by a rule. */
    public ApiException by(Rule rule) {
        return new ApiException(status, errors, headers, new Refusal(null, rule));
    }

    /** This answer, as the refusal by a rule of what was asked for in another scope. */
    public ApiException by(Rule rule, Scope scope) {
        return new ApiException(status, errors, headers, new Refusal(scope, rule));
    }

    /** This answer; if it is a refusal, then of what was asked for in another scope. */
    public ApiException within(Scope scope) {
        return refusal().map(told -> by(told.rule(), scope)).orElse(this);
    }

    /** Every 403 is one; what else is one says so. */
    Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal)
                .or(() -> status == 403 ? Optional.of(FORBIDDEN) : Optional.empty());
    }

    /** One fault without a place in the request. */
    public static ApiException of(int status, String code, String detail) {
        return of(new ApiError(status, code, detail, null));
    }

    public static ApiException of(ApiError error) {
        return new ApiException(error.status(), List.of(error), Map.of());
    }

    /**
     * Several faults of one request; the answer's status is that of the first.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ApiException of(List<ApiError> errors) {
        if (errors.isEmpty()) {
            throw new IllegalArgumentException("An answer with errors needs at least one");
        }
        int status = errors.getFirst().status();
        return new ApiException(
                status, errors.stream().map(e -> e.withStatus(status)).toList(), Map.of());
    }

    /** 400 at {@code /data}: the document as a whole is wrong. */
    public static ApiException invalid(String detail) {
        return of(ApiError.at("/data", "invalid", detail));
    }

    /** 400 at one attribute. */
    public static ApiException invalidAttribute(String name, String code, String detail) {
        return of(ApiError.attribute(name, code, detail));
    }

    /** 400 at one relationship. */
    public static ApiException invalidRelationship(String name, String code, String detail) {
        return of(ApiError.relationship(name, code, detail));
    }

    /** 400 at one query parameter. */
    public static ApiException invalidParameter(String name, String detail) {
        return of(ApiError.parameter(name, "invalid", detail));
    }

    /**
     * 401; says nothing about which part of the credentials was wrong unless {@code detail} does.
     */
    public static ApiException unauthenticated(String code, String detail) {
        return new ApiException(
                401,
                List.of(new ApiError(401, code, detail, new ApiError.Source.Pointer("/data"))),
                Map.of("WWW-Authenticate", "Bearer realm=\"api\""));
    }

    /** 403: the caller is known, and may not. */
    public static ApiException forbidden(String detail) {
        return of(
                new ApiError(
                        403, "permission_denied", detail, new ApiError.Source.Pointer("/data")));
    }

    /** 404 for absent and invisible objects alike. */
    public static ApiException notFound() {
        return of(404, "not_found", "Not found.");
    }

    /** 409 at {@code pointer}, which is a place in the request document. */
    public static ApiException conflict(String pointer, String detail) {
        return of(new ApiError(409, "conflict", detail, new ApiError.Source.Pointer(pointer)));
    }

    /** 413: the body is larger than {@code limit} bytes. */
    public static ApiException tooLarge(long limit) {
        return of(
                413, "too_large", "The body of this request may have at most " + limit + " bytes.");
    }

    /** 415. */
    public static ApiException unsupportedMediaType(String accepted) {
        return of(
                new ApiError(
                        415,
                        "unsupported_media_type",
                        "Send this request with the content type " + accepted + ".",
                        new ApiError.Source.Pointer("/data")));
    }

    /** 429; the client may try again after {@code retryAfter}. */
    public static ApiException throttled(Duration retryAfter) {
        long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
        return of(429, "throttled", "Too many requests. Try again in " + seconds + " seconds.")
                .withHeader("Retry-After", Long.toString(seconds));
    }

    /** 503; nothing was changed and the same request may succeed later. */
    public static ApiException unavailable(String detail, Duration retryAfter) {
        return of(503, "service_unavailable", detail)
                .withHeader("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds())));
    }

    /** 507: no room for what the request wants stored. */
    public static ApiException insufficientStorage(String detail) {
        return of(507, "insufficient_storage", detail);
    }

    /** This answer with one more header. */
    public ApiException withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ApiException(status, errors, more, refusal);
    }

    public int status() {
        return status;
    }

    public List<ApiError> errors() {
        return errors;
    }

    public Map<String, String> headers() {
        return headers;
    }
}
