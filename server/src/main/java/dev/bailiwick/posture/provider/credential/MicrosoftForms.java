package dev.bailiwick.posture.provider.credential;

import dev.bailiwick.posture.jsonapi.Input;

import org.jspecify.annotations.Nullable;

final class MicrosoftForms {

    private static final Input<String> DIRECTORY = Fields.required("tenant_id");
    private static final Input<String> CLIENT = Fields.required("client_id");
    private static final Input<String> SECRET = Fields.required("client_secret");

    static final Form AZURE =
            Form.of("Azure application")
                    .with(CLIENT, SECRET, DIRECTORY)
                    .making(
                            given ->
                                    new MicrosoftCredentials.Azure(
                                            given.require(DIRECTORY),
                                            given.require(CLIENT),
                                            given.hidden(SECRET)));

    private static final Input<String> M365_SECRET = Fields.optional("client_secret");
    private static final Input<String> CERTIFICATE =
            Input.optional("certificate_content", Fields.base64("m365-certificate-content"));
    private static final Input<String> USER = Fields.optional("user");
    private static final Input<String> PASSWORD = Fields.optional("password");

    static final Form M365 =
            Form.of("Microsoft 365 application")
                    .with(CLIENT, DIRECTORY, M365_SECRET, CERTIFICATE, USER, PASSWORD)
                    .where(Rule.oneOf(M365_SECRET, CERTIFICATE))
                    .where(Rule.together(USER, PASSWORD))
                    .making(MicrosoftForms::m365);

    private MicrosoftForms() {}

    private static MicrosoftCredentials m365(Given given) {
        String directory = given.require(DIRECTORY);
        String client = given.require(CLIENT);
        MicrosoftCredentials.@Nullable User user =
                given.has(USER)
                        ? new MicrosoftCredentials.User(given.require(USER), given.hidden(PASSWORD))
                        : null;
        return given.has(CERTIFICATE)
                ? new MicrosoftCredentials.M365Certificate(
                        directory, client, given.hidden(CERTIFICATE), user)
                : new MicrosoftCredentials.M365(directory, client, given.hidden(M365_SECRET), user);
    }
}
