package dev.bailiwick.posture.provider.credential;

import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.value.Kind;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

final class AwsForms {

    private static final int SHORTEST_SESSION = 900;
    private static final int LONGEST_SESSION = 43_200;
    private static final int SESSION = 3_600;

    private static final Input<String> ID = Fields.required("aws_access_key_id");
    private static final Input<String> SECRET = Fields.required("aws_secret_access_key");
    private static final Input<String> TOKEN = Fields.optional("aws_session_token");

    static final Form KEYS =
            Form.of("AWS access keys").with(ID, SECRET, TOKEN).making(AwsForms::keys);

    private static final Input<String> ARN =
            Input.required(
                    "role_arn",
                    Fields.line(
                            "arn:aws[a-z-]*:iam::[0-9]{12}:role/[\\w+=,.@/-]{1,512}",
                            "Must be the ARN of a role."));
    private static final Input<String> EXTERNAL_ID =
            Input.required(
                    "external_id",
                    Fields.line(
                            "[\\w+=,.@:/-]{2,1224}",
                            "Must have 2 to 1224 letters, digits and signs of +=,.@:/-."));
    private static final Input<String> SESSION_NAME =
            Input.optional(
                    "role_session_name",
                    Fields.line(
                            "[a-zA-Z0-9=,.@_-]{2,64}",
                            "Must have 2 to 64 letters, digits and signs of =,.@_-."));
    private static final Input<Integer> DURATION =
            Input.optional(
                    "session_duration", Kind.integer().between(SHORTEST_SESSION, LONGEST_SESSION));
    private static final Input<String> OWN_ID = Fields.optional("aws_access_key_id");
    private static final Input<String> OWN_SECRET = Fields.optional("aws_secret_access_key");

    static final Form ROLE =
            Form.of("AWS role")
                    .with(ARN, EXTERNAL_ID, SESSION_NAME, DURATION, OWN_ID, OWN_SECRET, TOKEN)
                    .where(Rule.together(OWN_ID, OWN_SECRET))
                    .where(
                            given ->
                                    given.has(TOKEN) && !given.has(OWN_ID)
                                            ? Optional.of(
                                                    Rule.at(
                                                            OWN_ID,
                                                            "required",
                                                            "A session token belongs to keys."))
                                            : Optional.empty())
                    .making(AwsForms::role);

    private AwsForms() {}

    private static AwsCredentials.Keys keys(Given given) {
        return new AwsCredentials.Keys(
                given.require(ID), given.hidden(SECRET), given.hiddenOrNone(TOKEN));
    }

    private static AwsCredentials.Role role(Given given) {
        AwsCredentials.@Nullable Keys keys = given.has(OWN_ID) ? keys(given) : null;
        Integer seconds = given.get(DURATION);
        return new AwsCredentials.Role(
                given.require(ARN),
                given.require(EXTERNAL_ID),
                given.get(SESSION_NAME),
                Duration.ofSeconds(seconds == null ? SESSION : seconds),
                keys);
    }
}
