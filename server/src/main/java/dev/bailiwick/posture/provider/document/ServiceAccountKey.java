package dev.bailiwick.posture.provider.document;

import dev.bailiwick.posture.jsonapi.value.InvalidValueException;

import java.util.Set;

/**
 * Keys of Google service accounts. Other kinds of Google credentials run programs, read files of
 * ours or fetch tokens from wherever they say.
 */
public final class ServiceAccountKey {

    private static final String TYPE = "service_account";
    private static final String DOMAIN = "googleapis.com";

    private static final Set<String> TOKENS =
            Set.of(
                    "https://oauth2.googleapis.com/token",
                    "https://accounts.google.com/o/oauth2/token",
                    "https://www.googleapis.com/oauth2/v4/token",
                    "https://www.googleapis.com/oauth2/v3/token");

    private static final Shape.Members PARTS =
            Shape.map()
                    .texts(
                            "project_id",
                            "private_key_id",
                            "private_key",
                            "client_email",
                            "client_id",
                            "quota_project_id")
                    .with(
                            "token_uri",
                            Shape.text(TOKENS::contains, "must be Google's address for tokens"))
                    .with("auth_uri", google("accounts.google.com"))
                    .with("auth_provider_x509_cert_url", google("www.googleapis.com"))
                    .with("client_x509_cert_url", google("www.googleapis.com"))
                    .with("universe_domain", Shape.text(DOMAIN::equals, "must be " + DOMAIN));

    private static final Shape KIND =
            Shape.text(TYPE::equals, "must be " + TYPE + ": other kinds of keys are not taken");

    private static final Shape KEY = PARTS.required("type", KIND);
    private static final Shape CONTENT = PARTS.with("type", KIND);

    private ServiceAccountKey() {}

    /**
     * The same key, with what was examined and nothing else.
     *
     * @throws InvalidValueException if it is another kind of key, or anything else stands in it
     */
    public static String read(String json) {
        return Documents.written(KEY.read(Documents.json(json), ""));
    }

    /** As {@link #read}, of a key that may leave out what it is. */
    public static String readContent(String json) {
        return Documents.written(CONTENT.read(Documents.json(json), ""));
    }

    private static Shape google(String host) {
        return Shape.text(text -> Addresses.isOn(host, text), "must be an address of Google");
    }
}
