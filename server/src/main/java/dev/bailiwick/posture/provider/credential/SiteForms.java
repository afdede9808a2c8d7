package dev.bailiwick.posture.provider.credential;

import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.value.Kind;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

final class SiteForms {

    private static final Input<String> PUBLIC_KEY = Fields.required("atlas_public_key");
    private static final Input<String> PRIVATE_KEY = Fields.required("atlas_private_key");

    static final Form MONGODB_ATLAS =
            Form.of("MongoDB Atlas API key")
                    .with(PUBLIC_KEY, PRIVATE_KEY)
                    .making(
                            given ->
                                    new SiteCredentials.MongoDbAtlas(
                                            given.require(PUBLIC_KEY), given.hidden(PRIVATE_KEY)));

    private static final Input<String> TOKEN = Fields.optional("api_token");
    private static final Input<String> KEY = Fields.optional("api_key");
    private static final Input<String> EMAIL = Input.optional("api_email", Kind.email());

    static final Form CLOUDFLARE =
            Form.of("Cloudflare token or key")
                    .with(TOKEN, KEY, EMAIL)
                    .where(Rule.oneOf(TOKEN, KEY))
                    .where(Rule.together(KEY, EMAIL))
                    .making(
                            given ->
                                    given.has(TOKEN)
                                            ? new SiteCredentials.CloudflareToken(
                                                    given.hidden(TOKEN))
                                            : new SiteCredentials.CloudflareKey(
                                                    given.hidden(KEY), given.require(EMAIL)));

    private static final Input<String> VERCEL_TOKEN = Fields.required("api_token");

    static final Form VERCEL =
            Form.of("Vercel token")
                    .with(VERCEL_TOKEN)
                    .making(given -> new SiteCredentials.Vercel(given.hidden(VERCEL_TOKEN)));

    private static final Pattern SCOPE = Pattern.compile("[A-Za-z0-9._:-]{1,100}");
    private static final int MOST_SCOPES = 100;
    private static final Input<String> OKTA_CLIENT = Fields.required("okta_client_id");
    private static final Input<String> OKTA_KEY =
            Input.required("okta_private_key", Fields.content());
    private static final Input<String[]> SCOPES =
            Input.optional(
                    "okta_scopes",
                    Kind.texts()
                            .rule(
                                    "invalid",
                                    "Must be at most 100 names of scopes.",
                                    scopes ->
                                            scopes.length <= MOST_SCOPES
                                                    && Stream.of(scopes)
                                                            .allMatch(SCOPE.asMatchPredicate())));

    static final Form OKTA =
            Form.of("Okta application")
                    .with(OKTA_CLIENT, OKTA_KEY, SCOPES)
                    .making(
                            given ->
                                    new SiteCredentials.Okta(
                                            given.require(OKTA_CLIENT),
                                            given.hidden(OKTA_KEY),
                                            scopes(given.get(SCOPES))));

    private SiteForms() {}

    private static List<String> scopes(String @Nullable [] scopes) {
        return scopes == null ? List.of() : List.of(scopes);
    }
}
