package dev.bailiwick.checks.outward;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;

import javax.net.ssl.SSLException;

/**
 * There would have been no secure connection; the message says why, in plain words if it has some.
 */
public final class InsecureException extends IOException {

    private static final long serialVersionUID = 1L;

    private InsecureException(String reason, Throwable cause) {
        super(reason, cause);
    }

    /**
     * What {@code failure} is about, however deep it lies; null if that is something else.
     *
     * @param more where those are named who are trusted
     */
    public static @Nullable InsecureException within(Throwable failure, String more) {
        String reason = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String said = reason(cause, more);
            reason = said == null ? reason : said;
        }
        return reason == null ? null : new InsecureException(reason, failure);
    }

    private static @Nullable String reason(Throwable cause, String more) {
        return switch (cause) {
            case CertificateExpiredException _ -> "the certificate of its server has expired";
            case CertificateNotYetValidException _ ->
                    "the certificate of its server is not valid yet";
            case CertPathBuilderException _ ->
                    "the certificate of its server is signed by nobody who is trusted here: "
                            + more;
            case CertPathValidatorException invalid ->
                    "the certificate of its server is not valid: " + invalid.getMessage();
            case CertificateException other when isOfName(other) ->
                    "the certificate of its server is for another name";
            case SSLException other ->
                    "no secure connection to its server comes about: " + other.getMessage();
            default -> null;
        };
    }

    /** The JDK has no word for it but these. */
    private static boolean isOfName(CertificateException cause) {
        String message = String.valueOf(cause.getMessage());
        return message.startsWith("No name matching")
                || message.startsWith("No subject alternative");
    }
}
