package dev.bailiwick.posture.provider.document;

import dev.bailiwick.posture.jsonapi.value.InvalidValueException;

import java.util.Map;
import java.util.Set;

/**
 * OpenStack's {@code clouds.yaml} with names, passwords and application credentials. Nothing in it
 * names a file of ours, loads a plug-in or sends the token elsewhere.
 */
public final class CloudsYaml {

    private static final Set<String> WAYS =
            Set.of("password", "v3password", "token", "v3token", "v3applicationcredential");
    private static final String FILE = "names a file of this machine";

    private static final Shape AUTH =
            Shape.map()
                    .with(
                            "auth_url",
                            Shape.text(
                                    Addresses::isHttps,
                                    "must be an address that begins with https://"))
                    .texts(
                            "username",
                            "user_id",
                            "password",
                            "token",
                            "project_name",
                            "project_id",
                            "project_domain_name",
                            "project_domain_id",
                            "user_domain_name",
                            "user_domain_id",
                            "domain_name",
                            "domain_id",
                            "default_domain",
                            "system_scope",
                            "trust_id",
                            "application_credential_id",
                            "application_credential_name",
                            "application_credential_secret");

    private static final Shape CLOUD =
            Shape.map()
                    .with("auth", AUTH)
                    .with(
                            "auth_type",
                            Shape.text(
                                    WAYS::contains,
                                    "must be one of "
                                            + String.join(", ", WAYS.stream().sorted().toList())))
                    .texts("region_name", "interface", "identity_api_version")
                    .with("regions", Shape.list(Shape.text()))
                    .with("verify", Shape.always("would give the password to whoever answers"))
                    .refusing(FILE, "cacert", "cert", "key")
                    .refusing("is read from a file or another host", "profile", "cloud");

    private static final Shape SHAPE =
            Shape.map()
                    .required("clouds", Shape.byName(CLOUD))
                    .refusing("would write files of this machine", "cache");

    private CloudsYaml() {}

    /**
     * The same clouds as JSON, with what was examined and nothing else.
     *
     * @throws InvalidValueException if anything stands in it that is not taken
     */
    public static String read(String yaml) {
        return Documents.written(SHAPE.read(Documents.yaml(yaml), ""));
    }

    /** Whether what {@link #read} has given has a cloud of this name. */
    public static boolean has(String read, String cloud) {
        return Documents.json(read) instanceof Map<?, ?> top
                && top.get("clouds") instanceof Map<?, ?> clouds
                && clouds.containsKey(cloud);
    }
}
