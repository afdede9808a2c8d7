package dev.bailiwick.posture.jsonapi;

import org.springframework.http.MediaType;

/** Names of the API's surface that controllers need in annotations. */
public final class Api {

    /** Every path of the API starts with it: {@code @GetMapping(Api.V1 + "/providers")}. */
    public static final String V1 = "/api/v1";

    /** The media type of JSON:API, for annotations. */
    public static final String MEDIA_TYPE_VALUE = "application/vnd.api+json";

    public static final MediaType MEDIA_TYPE = MediaType.parseMediaType(MEDIA_TYPE_VALUE);

    private Api() {}
}
