package dev.bailiwick.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.spring.member.MembershipLostException;
import dev.bailiwick.spring.member.Memberships;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

/** A connection that lives long has no scope by itself, and asks again for each message. */
class WebSocketIT {

    private static final String ITEMS = "select name from item order by name";

    private static TestDatabase database;
    private static ConfigurableApplicationContext application;

    @BeforeAll
    static void start() throws Exception {
        database = Shop.database();
        application =
                Shop.serve(database, Talking.class, "bailiwick.tenant.source=header:X-Tenant");
        database.withTwins();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @AfterEach
    void everybodyIsBack() {
        ShopFront.SUSPENDED.clear();
    }

    @Test
    void k205AMessageIsInNoScopeByItself() throws Exception {
        try (Conversation ann = new Conversation(Shop.ANN)) {
            assertThat(ann.say("bare")).isEqualTo(ScopeRequiredException.class.getSimpleName());
        }
        DataSource twins = database.twins();
        assertThat(Sql.list(twins, Shop.acme(), ITEMS))
                .as("the control: where nothing protects, whoever asks is told all")
                .contains("acme-anvil", "bolt-nut");
    }

    @Test
    void k205EachMessageIsForAMemberOfThatMoment() throws Exception {
        try (Conversation ann = new Conversation(Shop.ANN)) {
            assertThat(ann.say("asked")).isEqualTo("[acme-anvil, acme-rope]");

            ShopFront.SUSPENDED.add(Shop.ANN);

            assertThat(ann.say("kept"))
                    .as("the control: who keeps the scope of the handshake goes on reading")
                    .isEqualTo("[acme-anvil, acme-rope]");
            assertThat(ann.say("asked")).isEqualTo(MembershipLostException.class.getSimpleName());
        }
    }

    @Test
    void whoIsNoMemberOpensNoConnection() {
        assertThatThrownBy(() -> new Conversation(Shop.BEN))
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(401));
    }

    /** A browser's end of the connection, opened for Acme. */
    private static final class Conversation implements AutoCloseable, WebSocket.Listener {

        private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        private final HttpClient http = HttpClient.newHttpClient();
        private final WebSocket socket;

        Conversation(PrincipalId who) {
            String port = application.getEnvironment().getRequiredProperty("local.server.port");
            socket =
                    http.newWebSocketBuilder()
                            .header("X-Who", who.toString())
                            .header("X-Tenant", Shop.ACME.toString())
                            .buildAsync(URI.create("ws://127.0.0.1:" + port + "/talk"), this)
                            .orTimeout(2, TimeUnit.MINUTES)
                            .join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            answers.add(text.toString());
            from.request(1);
            return CompletableFuture.completedFuture(true);
        }

        String say(String text) throws InterruptedException {
            socket.sendText(text, true).orTimeout(2, TimeUnit.MINUTES).join();
            return String.valueOf(answers.poll(2, TimeUnit.MINUTES));
        }

        @Override
        public void close() {
            socket.abort();
            http.close();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebSocket
    @Import({ShopFront.class, Talk.class})
    static class Talking implements WebSocketConfigurer {

        private final Talk talk;

        Talking(Talk talk) {
            this.talk = talk;
        }

        @Override
        public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
            registry.addHandler(talk, "/talk").addInterceptors(new Handshake());
        }
    }

    // snippet handshake
    /** The request that opens the connection is in its scope, which later messages ask about. */
    static final class Handshake implements HandshakeInterceptor {

        @Override
        public boolean beforeHandshake(
                ServerHttpRequest request,
                ServerHttpResponse response,
                WebSocketHandler handler,
                Map<String, Object> attributes) {
            Optional<Scope> scope = Scopes.current();
            if (scope.isPresent() && scope.get() instanceof Scope.Tenant tenant) {
                attributes.put("scope", tenant);
                return true;
            }
            response.setStatusCode(HttpStatus.UNAUTHORIZED);
            return false;
        }

        @Override
        public void afterHandshake(
                ServerHttpRequest request,
                ServerHttpResponse response,
                WebSocketHandler handler,
                @Nullable Exception failure) {}
    }

    // end

    static final class Talk extends TextWebSocketHandler {

        private final JdbcClient client;
        private final Memberships memberships;

        Talk(JdbcClient client, Memberships memberships) {
            this.client = client;
            this.memberships = memberships;
        }

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message)
                throws IOException {
            session.sendMessage(new TextMessage(answer(session, message.getPayload())));
        }

        private String answer(WebSocketSession session, String way) {
            try {
                return switch (way) {
                    case "asked" -> asked(session);
                    case "kept" -> Scopes.call(scope(session), this::items);
                    default -> items();
                };
            } catch (ScopeRequiredException | MembershipLostException refused) {
                return refused.getClass().getSimpleName();
            }
        }

        // snippet message
        /** Each message asks again whether its sender is a member still. */
        private String asked(WebSocketSession session) {
            Scope.Tenant scope = (Scope.Tenant) session.getAttributes().get("scope");
            return memberships.call(Objects.requireNonNull(scope), () -> items());
        }

        // end

        private static Scope.Tenant scope(WebSocketSession session) {
            return (Scope.Tenant) Objects.requireNonNull(session.getAttributes().get("scope"));
        }

        private String items() {
            return Shop.names(client, ITEMS).toString();
        }
    }
}
