package dev.bailiwick.posture.ingestion.upload;

import dev.bailiwick.posture.ingestion.ocsf.Gunzip;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.StreamUtils;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;

/**
 * The file in a request: the part {@code file} of a form or the body itself, unpacked where it is
 * packed.
 */
public final class UploadedFile {

    private static final Set<String> TYPES =
            Set.of(
                    "application/json",
                    "application/vnd.api+json",
                    "application/x-ndjson",
                    "application/ndjson",
                    "application/jsonl",
                    "application/gzip",
                    "application/x-gzip",
                    "application/octet-stream");

    private static final String ACCEPTED =
            "multipart/form-data, application/json, application/x-ndjson or application/gzip";

    private UploadedFile() {}

    /**
     * Opens the file; what comes before it has been read then. Its bytes come as the client sends
     * them. Closing it leaves the request's own stream open.
     *
     * @param mostBytes of the body, and of the file when it is unpacked
     * @param pace of the body
     * @throws ApiException 400, 408, 413 or 415
     * @throws dev.bailiwick.posture.ingestion.ocsf.MalformedFileException if it is packed badly
     * @throws IOException if the connection is lost
     */
    public static InputStream open(HttpServletRequest request, long mostBytes, Pace pace)
            throws IOException {
        MediaType type = mediaType(request.getContentType());
        boolean form = type.isCompatibleWith(MediaType.MULTIPART_FORM_DATA);
        if (!form && !TYPES.contains(type.getType() + "/" + type.getSubtype())) {
            throw ApiException.unsupportedMediaType(ACCEPTED);
        }
        InputStream body =
                new BoundedInputStream(
                        new PacedInputStream(
                                StreamUtils.nonClosing(request.getInputStream()), pace),
                        mostBytes);
        InputStream decoded = decoded(body, request.getHeader("Content-Encoding"), mostBytes);
        InputStream file = form ? FormFile.open(decoded, boundary(type)) : decoded;
        return new BoundedInputStream(Gunzip.ifPacked(file), mostBytes);
    }

    private static MediaType mediaType(@Nullable String contentType) {
        if (contentType == null) {
            throw ApiException.unsupportedMediaType(ACCEPTED);
        }
        try {
            return MediaType.parseMediaType(contentType);
        } catch (InvalidMediaTypeException e) {
            throw ApiException.unsupportedMediaType(ACCEPTED);
        }
    }

    private static InputStream decoded(InputStream body, @Nullable String encoding, long mostBytes)
            throws IOException {
        return switch (encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT)) {
            case "identity", "" -> body;
            case "gzip", "x-gzip" -> new BoundedInputStream(Gunzip.declared(body), mostBytes);
            default ->
                    throw ApiException.of(
                            415,
                            "unsupported_media_type",
                            "Of content encodings only gzip is understood.");
        };
    }

    private static String boundary(MediaType type) {
        String boundary = type.getParameter("boundary");
        if (boundary == null) {
            throw ApiException.invalid("The content type of the form names no boundary.");
        }
        return boundary.startsWith("\"") && boundary.endsWith("\"") && boundary.length() > 1
                ? boundary.substring(1, boundary.length() - 1)
                : boundary;
    }
}
