package dev.bailiwick.posture.account;

import dev.bailiwick.posture.account.token.TokenPair;
import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.RequestType;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.Resource;
import dev.bailiwick.posture.jsonapi.value.Kind;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.UUID;

/** What token requests and their answers look like. */
@Configuration(proxyBeanMethods = false)
class TokenDeclarations {

    static final Input<String> EMAIL = Input.required("email", Kind.text().length(0, 254));
    static final Input<String> PASSWORD = Input.required("password", Kind.verbatim());
    static final Input<UUID> TENANT = Input.optional("tenant_id", Kind.uuid());
    static final Input<String> REFRESH = Input.required("refresh", Kind.verbatim());
    static final Input<UUID> NEXT_TENANT = Input.required("tenant_id", Kind.uuid());

    static final ResourceType TOKENS = pair("tokens");
    static final ResourceType REFRESHED = pair("tokens-refresh");
    static final ResourceType SWITCHED = pair("tokens-switch-tenant");

    static final RequestType SIGN_IN =
            RequestType.create("tokens", "tokens").with(EMAIL, PASSWORD, TENANT).build();
    static final RequestType TRADE =
            RequestType.create("tokens-refresh", "tokens-refresh").with(REFRESH).build();
    static final RequestType SWITCH =
            RequestType.create("tokens-switch-tenant", "tokens-switch-tenant")
                    .with(NEXT_TENANT)
                    .build();

    @Bean
    Declarations tokenTypes() {
        return Declarations.of(TOKENS, REFRESHED, SWITCHED, SIGN_IN, TRADE, SWITCH);
    }

    static Document document(ResourceType type, TokenPair pair) {
        return Document.of(
                Resource.of(type).with("access", pair.access()).with("refresh", pair.refresh()));
    }

    private static ResourceType pair(String name) {
        return ResourceType.named(name)
                .withoutId()
                .attribute("refresh", Kind.text())
                .attribute("access", Kind.text())
                .build();
    }
}
