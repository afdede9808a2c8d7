package dev.bailiwick.posture.provider.credential;

import dev.bailiwick.posture.jsonapi.Input;

final class AlibabaForms {

    private static final Input<String> ID = Fields.required("access_key_id");
    private static final Input<String> SECRET = Fields.required("access_key_secret");
    private static final Input<String> TOKEN = Fields.optional("security_token");

    static final Form KEYS =
            Form.of("Alibaba Cloud access keys").with(ID, SECRET, TOKEN).making(AlibabaForms::keys);

    private static final Input<String> ARN =
            Input.required(
                    "role_arn",
                    Fields.line(
                            "acs:ram::[0-9]{16}:role/[\\w.@-]{1,64}",
                            "Must be the ARN of a RAM role."));
    private static final Input<String> SESSION_NAME =
            Input.optional(
                    "role_session_name",
                    Fields.line(
                            "[a-zA-Z0-9.@_-]{2,64}",
                            "Must have 2 to 64 letters, digits and signs of .@_-."));

    static final Form ROLE =
            Form.of("Alibaba Cloud role")
                    .with(ARN, ID, SECRET, SESSION_NAME)
                    .making(
                            given ->
                                    new AlibabaCredentials.Role(
                                            given.require(ARN),
                                            given.get(SESSION_NAME),
                                            keys(given)));

    private AlibabaForms() {}

    private static AlibabaCredentials.Keys keys(Given given) {
        return new AlibabaCredentials.Keys(
                given.require(ID), given.hidden(SECRET), given.hiddenOrNone(TOKEN));
    }
}
