package dev.bailiwick.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.spring.member.MembershipLostException;
import dev.bailiwick.spring.member.Memberships;
import dev.bailiwick.spring.shop.Shop;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.stereotype.Controller;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.messaging.WebSocketStompClient;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Messages of Spring's own protocol on a WebSocket, which come on threads of its executor. */
class StompIT {

    private static final BlockingQueue<String> HEARD = new LinkedBlockingQueue<>();

    private static ConfigurableApplicationContext application;
    private static StompSession ann;

    @BeforeAll
    static void start() throws Exception {
        application =
                Shop.serve(
                        Shop.database(), Talking.class, "bailiwick.tenant.source=header:X-Tenant");
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        WebSocketHttpHeaders headers = new WebSocketHttpHeaders();
        headers.add("X-Who", Shop.ANN.toString());
        headers.add("X-Tenant", Shop.ACME.toString());
        ann =
                new WebSocketStompClient(new StandardWebSocketClient())
                        .connectAsync(
                                "ws://127.0.0.1:" + port + "/stomp",
                                headers,
                                new StompSessionHandlerAdapter() {})
                        .get(2, TimeUnit.MINUTES);
    }

    @AfterAll
    static void stop() {
        ann.disconnect();
        application.close();
    }

    @AfterEach
    void everybodyIsBack() {
        ShopFront.SUSPENDED.clear();
    }

    @Test
    void k205AMessageToAControllerIsInNoScopeByItself() throws Exception {
        assertThat(heard("/bare")).isEqualTo(ScopeRequiredException.class.getSimpleName());
    }

    @Test
    void k205AMessageToAControllerIsForAMemberOfThatMoment() throws Exception {
        assertThat(heard("/asked")).as("the control").isEqualTo("[acme-anvil, acme-rope]");

        ShopFront.SUSPENDED.add(Shop.ANN);

        assertThat(heard("/asked")).isEqualTo(MembershipLostException.class.getSimpleName());
    }

    private static @Nullable String heard(String way) throws InterruptedException {
        ann.send(way, new byte[0]);
        return HEARD.poll(2, TimeUnit.MINUTES);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebSocketMessageBroker
    @Import({ShopFront.class, Talk.class})
    static class Talking implements WebSocketMessageBrokerConfigurer {

        @Override
        public void registerStompEndpoints(StompEndpointRegistry registry) {
            registry.addEndpoint("/stomp").addInterceptors(new WebSocketIT.Handshake());
        }
    }

    @Controller
    static final class Talk {

        private final JdbcClient client;
        private final Memberships memberships;

        Talk(JdbcClient client, Memberships memberships) {
            this.client = client;
            this.memberships = memberships;
        }

        @MessageMapping("/bare")
        void bare() {
            try {
                HEARD.add(items());
            } catch (ScopeRequiredException refused) {
                HEARD.add(refused.getClass().getSimpleName());
            }
        }

        @MessageMapping("/asked")
        void asked(SimpMessageHeaderAccessor message) {
            Map<String, Object> attributes = Objects.requireNonNull(message.getSessionAttributes());
            Scope.Tenant scope = (Scope.Tenant) Objects.requireNonNull(attributes.get("scope"));
            try {
                HEARD.add(memberships.call(scope, () -> items()));
            } catch (MembershipLostException lost) {
                HEARD.add(lost.getClass().getSimpleName());
            }
        }

        private String items() {
            return Shop.names(client, "select name from item order by name").toString();
        }
    }
}
