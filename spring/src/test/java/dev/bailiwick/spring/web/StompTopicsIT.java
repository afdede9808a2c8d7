package dev.bailiwick.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.spring.member.Memberships;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.testbed.TestDatabase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.messaging.WebSocketStompClient;

import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A broker knows no tenants: what is sent to a topic goes to whoever has subscribed to it. */
class StompTopicsIT {

    private static final String REFUSED = "refused";

    private static ConfigurableApplicationContext application;
    private static ConfigurableApplicationContext open;

    @BeforeAll
    static void start() throws Exception {
        TestDatabase database = Shop.database();
        application =
                Shop.serve(database, Guarded.class, "bailiwick.tenant.source=header:X-Tenant");
        open = Shop.serve(database, Open.class, "bailiwick.tenant.source=header:X-Tenant");
    }

    @AfterAll
    static void stop() {
        application.close();
        open.close();
    }

    @AfterEach
    void everybodyIsBack() {
        ShopFront.SUSPENDED.clear();
    }

    @Test
    void whoIsOfTheTenantHearsIt() throws Exception {
        try (Listener ann = new Listener(application, Shop.ANN, Shop.ACME)) {
            ann.subscribe(topic(Shop.ACME));

            assertThat(ann.heard(Shop.ACME, "news of Acme")).isEqualTo("news of Acme");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/topic/00000000-0000-7000-8000-00000000000a/items",
                "/topic/*/items",
                "/topic/{any}/items",
                "/topic/**",
                "/**",
                "/topic/00000000-0000-7000-8000-00000000000b*/items",
                "/queue/items"
            })
    void whoIsOfAnotherTenantMayNotSubscribe(String destination) throws Exception {
        try (Listener ben = new Listener(application, Shop.BEN, Shop.BOLT)) {
            ben.subscribe(destination);

            assertThat(ben.heard(Shop.ACME, "news of Acme")).isEqualTo(REFUSED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/topic/00000000-0000-7000-8000-00000000000a/items",
                "/topic/*/items",
                "/topic/**"
            })
    void withoutTheCheckAnybodyHearsAll(String destination) throws Exception {
        try (Listener ben = new Listener(open, Shop.BEN, Shop.BOLT)) {
            ben.subscribe(destination);

            assertThat(ben.heard(Shop.ACME, "news of Acme"))
                    .as("the control")
                    .isEqualTo("news of Acme");
        }
    }

    @Test
    void nobodySpeaksToATopicByHimself() throws Exception {
        try (Listener ann = new Listener(open, Shop.ANN, Shop.ACME);
                Listener ben = new Listener(open, Shop.BEN, Shop.BOLT)) {
            ann.subscribe(topic(Shop.ACME));
            assertThat(ann.heard(Shop.ACME, "news of Acme")).isEqualTo("news of Acme");
            ben.say(topic(Shop.ACME), "forged");

            assertThat(ann.heardOnly("forged")).as("the control").isEqualTo("forged");
        }
        try (Listener ann = new Listener(application, Shop.ANN, Shop.ACME);
                Listener ben = new Listener(application, Shop.BEN, Shop.BOLT)) {
            ann.subscribe(topic(Shop.ACME));
            assertThat(ann.heard(Shop.ACME, "news of Acme")).isEqualTo("news of Acme");
            ben.say(topic(Shop.ACME), "forged");

            assertThat(ben.heardOnly(REFUSED)).isEqualTo(REFUSED);
        }
    }

    @Test
    void whoIsNoMemberAnyLongerMayNotSubscribe() throws Exception {
        try (Listener ann = new Listener(application, Shop.ANN, Shop.ACME)) {
            ShopFront.SUSPENDED.add(Shop.ANN);
            ann.subscribe(topic(Shop.ACME));

            assertThat(ann.heard(Shop.ACME, "news of Acme")).isEqualTo(REFUSED);
        }
    }

    private static String topic(TenantId tenant) {
        return "/topic/%s/items".formatted(tenant);
    }

    /** A browser's end of the connection. */
    private static final class Listener extends StompSessionHandlerAdapter
            implements AutoCloseable {

        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final SimpMessagingTemplate speaker;
        private final StompSession session;

        Listener(ConfigurableApplicationContext server, PrincipalId who, TenantId tenant)
                throws Exception {
            WebSocketHttpHeaders headers = new WebSocketHttpHeaders();
            headers.add("X-Who", who.toString());
            headers.add("X-Tenant", tenant.toString());
            WebSocketStompClient client = new WebSocketStompClient(new StandardWebSocketClient());
            client.setMessageConverter(new StringMessageConverter());
            String port = server.getEnvironment().getRequiredProperty("local.server.port");
            speaker = server.getBean(SimpMessagingTemplate.class);
            session =
                    client.connectAsync("ws://127.0.0.1:" + port + "/stomp", headers, this)
                            .get(20, TimeUnit.SECONDS);
        }

        void subscribe(String destination) {
            session.subscribe(destination, this);
        }

        void say(String destination, String text) {
            session.send(destination, text);
        }

        /** What comes first, while {@code news} is sent again and again to the tenant's topic. */
        @Nullable String heard(TenantId tenant, String news) throws InterruptedException {
            String first = null;
            for (int tries = 0; first == null && tries < 100; tries++) {
                speaker.convertAndSend(topic(tenant), news);
                first = heard.poll(200, TimeUnit.MILLISECONDS);
            }
            return first;
        }

        /** Waits for {@code text}, past whatever else comes. */
        @Nullable String heardOnly(String text) throws InterruptedException {
            String next = heard.poll(20, TimeUnit.SECONDS);
            while (next != null && !next.equals(text)) {
                next = heard.poll(20, TimeUnit.SECONDS);
            }
            return next;
        }

        /** The client has the same method for messages and for errors, which name none. */
        @Override
        public void handleFrame(StompHeaders headers, @Nullable Object payload) {
            heard.add(headers.getSubscription() == null ? REFUSED : String.valueOf(payload));
        }

        /** The connection may end before the error that ended it is read. */
        @Override
        public void handleTransportError(StompSession ended, Throwable loss) {
            heard.add(REFUSED);
        }

        @Override
        public void close() {
            try {
                if (session.isConnected()) {
                    session.disconnect();
                }
            } catch (MessageDeliveryException ended) {
                // by the server, which ends a session that it refused something
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebSocketMessageBroker
    @Import(ShopFront.class)
    static class Open implements WebSocketMessageBrokerConfigurer {

        @Override
        public void registerStompEndpoints(StompEndpointRegistry registry) {
            registry.addEndpoint("/stomp").addInterceptors(new WebSocketIT.Handshake());
        }

        @Override
        public void configureMessageBroker(MessageBrokerRegistry registry) {
            registry.enableSimpleBroker("/topic", "/queue");
            registry.setApplicationDestinationPrefixes("/app");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Guarded extends Open {

        private final Memberships memberships;

        Guarded(Memberships memberships) {
            this.memberships = memberships;
        }

        @Override
        public void configureClientInboundChannel(ChannelRegistration registration) {
            registration.interceptors(new OwnTopics(memberships));
        }
    }

    // snippet topics
    /** Whoever opened the connection for a tenant hears that tenant's topics and no others. */
    static final class OwnTopics implements ChannelInterceptor {

        private final Memberships memberships;

        OwnTopics(Memberships memberships) {
            this.memberships = memberships;
        }

        @Override
        public Message<?> preSend(Message<?> message, MessageChannel channel) {
            SimpMessageHeaderAccessor headers = SimpMessageHeaderAccessor.wrap(message);
            SimpMessageType type = headers.getMessageType();
            if (type == SimpMessageType.SUBSCRIBE || type == SimpMessageType.MESSAGE) {
                var attributes = Objects.requireNonNull(headers.getSessionAttributes());
                Scope.Tenant scope = (Scope.Tenant) Objects.requireNonNull(attributes.get("scope"));
                String own =
                        type == SimpMessageType.SUBSCRIBE
                                ? "/topic/%s/".formatted(scope.tenant())
                                : "/app/"; // to a topic only the application itself speaks
                String destination = headers.getDestination();
                if (destination == null || !destination.startsWith(own)) {
                    throw new MessageDeliveryException(message, "Nothing of this tenant's");
                }
                memberships.now(scope);
            }
            return message;
        }
    }
    // end
}
