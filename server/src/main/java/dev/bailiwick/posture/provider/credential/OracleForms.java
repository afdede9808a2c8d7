package dev.bailiwick.posture.provider.credential;

import dev.bailiwick.posture.jsonapi.Input;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

final class OracleForms {

    private static final String PEM = "-----BEGIN ";

    private static final Input<String> USER = Fields.required("user");
    private static final Input<String> FINGERPRINT = Fields.required("fingerprint");
    private static final Input<String> TENANCY = Fields.required("tenancy");
    private static final Input<String> FILE = Fields.optional("key_file");
    private static final Input<String> KEY =
            Input.optional(
                    "key_content",
                    Fields.content()
                            .rule(
                                    "invalid",
                                    "Must be a private key in PEM, or that in base64.",
                                    text -> text.startsWith(PEM) || Fields.isBase64(text)));
    private static final Input<String> PASS_PHRASE = Fields.optional("pass_phrase");

    static final Form API_KEY =
            Form.of("Oracle Cloud API key")
                    .with(USER, FINGERPRINT, TENANCY, FILE, KEY, PASS_PHRASE)
                    .dropping("region")
                    .where(
                            given ->
                                    given.has(FILE)
                                            ? Optional.of(
                                                    Rule.at(
                                                            FILE,
                                                            "invalid",
                                                            "Files of this machine are not read:"
                                                                    + " send key_content."))
                                            : Optional.empty())
                    .where(
                            given ->
                                    given.has(KEY) || given.has(FILE)
                                            ? Optional.empty()
                                            : Optional.of(
                                                    Rule.at(
                                                            KEY,
                                                            "required",
                                                            "This field is required.")))
                    .making(
                            given ->
                                    new OracleCredentials.ApiKey(
                                            given.require(USER),
                                            given.require(FINGERPRINT),
                                            given.require(TENANCY),
                                            pem(given.hidden(KEY)),
                                            given.hiddenOrNone(PASS_PHRASE)));

    private OracleForms() {}

    /** Clients send it in base64, and what signs in with it reads nothing but the PEM. */
    private static Hidden pem(Hidden key) {
        String text = key.text();
        if (text.startsWith(PEM)) {
            return key;
        }
        String decoded =
                new String(
                        Base64.getDecoder().decode(text.replaceAll("\\s", "")),
                        StandardCharsets.UTF_8);
        return decoded.startsWith(PEM) ? new Hidden(decoded) : key;
    }
}
