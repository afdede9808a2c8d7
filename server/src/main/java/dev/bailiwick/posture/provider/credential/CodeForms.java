package dev.bailiwick.posture.provider.credential;

import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.error.ApiError;
import dev.bailiwick.posture.jsonapi.value.Kind;
import dev.bailiwick.posture.provider.ProviderKind;

import java.util.Optional;
import java.util.regex.Pattern;

final class CodeForms {

    private static final Input<String> PERSONAL = Fields.optional("personal_access_token");
    private static final Input<String> OAUTH = Fields.optional("oauth_app_token");
    private static final Input<Integer> APP =
            Input.optional("github_app_id", Kind.integer().between(1, Integer.MAX_VALUE));
    private static final Input<String> APP_KEY =
            Input.optional("github_app_key_content", Fields.content());

    /** As the original's own documentation calls it. */
    private static final Input<String> APP_KEY_TOO =
            Input.optional("github_app_key", Fields.content());

    static final Form GITHUB =
            Form.of("GitHub token or application")
                    .with(PERSONAL, OAUTH, APP, APP_KEY, APP_KEY_TOO)
                    .where(Rule.oneOf(PERSONAL, OAUTH, APP))
                    .where(CodeForms::app)
                    .making(CodeForms::gitHub);

    /** Addresses are shown, and are arguments of programs. */
    private static final Pattern NAMING_A_USER = Pattern.compile("https?://[^/?#]*@");

    private static final Input<String> URL =
            Input.required(
                    "repository_url",
                    Fields.line()
                            .rule(
                                    "invalid",
                                    "Must be without user and password: send access_token.",
                                    text -> !NAMING_A_USER.matcher(text).lookingAt())
                            .rule(
                                    "invalid",
                                    "Must be the address of a Git repository.",
                                    text -> ProviderKind.IAC.uid(text).isPresent()));
    private static final Input<String> ACCESS_TOKEN = Fields.optional("access_token");

    static final Form REPOSITORY =
            Form.of("Git repository")
                    .with(URL, ACCESS_TOKEN)
                    .making(
                            given ->
                                    new CodeCredentials.Repository(
                                            given.require(URL), given.hiddenOrNone(ACCESS_TOKEN)));

    private static final Input<String> USERNAME = Fields.optional("registry_username");
    private static final Input<String> PASSWORD = Fields.optional("registry_password");
    private static final Input<String> TOKEN = Fields.optional("registry_token");

    static final Form REGISTRY =
            Form.of("Registry of images")
                    .with(USERNAME, PASSWORD, TOKEN)
                    .where(Rule.together(USERNAME, PASSWORD))
                    .where(CodeForms::oneWayIntoARegistry)
                    .making(CodeForms::registry);

    private CodeForms() {}

    private static Optional<ApiError> app(Given given) {
        boolean key = given.has(APP_KEY) || given.has(APP_KEY_TOO);
        if (given.has(APP) == key) {
            return Optional.empty();
        }
        return Optional.of(
                Rule.at(key ? APP : APP_KEY, "required", "An application has an id and a key."));
    }

    private static CodeCredentials gitHub(Given given) {
        if (given.has(PERSONAL)) {
            return new CodeCredentials.GitHubToken(given.hidden(PERSONAL));
        }
        if (given.has(OAUTH)) {
            return new CodeCredentials.GitHubOauth(given.hidden(OAUTH));
        }
        return new CodeCredentials.GitHubApp(
                given.require(APP), given.hidden(given.has(APP_KEY) ? APP_KEY : APP_KEY_TOO));
    }

    private static Optional<ApiError> oneWayIntoARegistry(Given given) {
        return given.has(TOKEN) && given.has(USERNAME)
                ? Optional.of(
                        Rule.whole("invalid", "Give a user name with a password, or a token."))
                : Optional.empty();
    }

    private static CodeCredentials registry(Given given) {
        if (given.has(TOKEN)) {
            return new CodeCredentials.RegistryToken(given.hidden(TOKEN));
        }
        return given.has(USERNAME)
                ? new CodeCredentials.RegistryLogin(given.require(USERNAME), given.hidden(PASSWORD))
                : new CodeCredentials.OpenRegistry();
    }
}
