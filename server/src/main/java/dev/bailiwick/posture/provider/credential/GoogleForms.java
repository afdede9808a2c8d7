package dev.bailiwick.posture.provider.credential;

import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.value.Kind;
import dev.bailiwick.posture.provider.document.ServiceAccountKey;

final class GoogleForms {

    private static final Input<String> CLIENT = Fields.required("client_id");
    private static final Input<String> SECRET = Fields.required("client_secret");
    private static final Input<String> REFRESH_TOKEN = Fields.required("refresh_token");

    static final Form USER =
            Form.of("Google Cloud user")
                    .with(CLIENT, SECRET, REFRESH_TOKEN)
                    .making(
                            given ->
                                    new GoogleCredentials.User(
                                            given.require(CLIENT),
                                            given.hidden(SECRET),
                                            given.hidden(REFRESH_TOKEN)));

    private static final Input<String> KEY =
            Input.required("service_account_key", Kind.object(ServiceAccountKey::read));

    static final Form SERVICE_ACCOUNT =
            Form.of("Google Cloud service account")
                    .with(KEY)
                    .making(given -> new GoogleCredentials.ServiceAccount(given.hidden(KEY)));

    private static final Input<String> CONTENT =
            Input.required(
                    "credentials_content",
                    Kind.parsed(ServiceAccountKey::readContent, content -> content));
    private static final Input<String> DELEGATED = Input.required("delegated_user", Kind.email());

    static final Form WORKSPACE =
            Form.of("Google Workspace service account")
                    .with(CONTENT, DELEGATED)
                    .making(
                            given ->
                                    new GoogleCredentials.Workspace(
                                            given.hidden(CONTENT), given.require(DELEGATED)));

    private GoogleForms() {}
}
