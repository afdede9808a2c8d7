package dev.bailiwick.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.spring.member.Memberships;
import dev.bailiwick.spring.member.WatchedSessions;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.testbed.TestDatabase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
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
import org.springframework.web.socket.config.annotation.WebSocketTransportRegistration;
import org.springframework.web.socket.messaging.WebSocketStompClient;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A broker knows no tenants: what is sent to a topic goes to whoever has subscribed to it. */
class StompTopicsIT {

    private static final String REFUSED = "refused";
    private static final String LOST = "lost";

    /** Of one whose name begins as the listener's own. */
    private static final String LONGER = "/topic/%sb/items".formatted(Shop.BOLT);

    /**
     * What the check has refused, as "destination: why", also where the client is cut off first.
     */
    private static final BlockingQueue<String> REFUSALS = new LinkedBlockingQueue<>();

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
        REFUSALS.clear();
    }

    @Test
    void whoIsOfTheTenantHearsIt() throws Exception {
        try (Listener ann = new Listener(application, Shop.ANN, Shop.ACME)) {
            ann.subscribe(topic(Shop.ACME));

            assertThat(ann.heard(Shop.ACME, "news of Acme")).isEqualTo("news of Acme");
        }
    }

    /** Each with a topic of others that it would hear. */
    private static Stream<Arguments> foreign() {
        String acme = topic(Shop.ACME);
        return Stream.of(
                Arguments.of(acme, acme),
                Arguments.of("/topic/*/items", acme),
                Arguments.of("/topic/{any}/items", acme),
                Arguments.of("/topic/**", acme),
                Arguments.of("/**", acme),
                Arguments.of("/topic/%s*/items".formatted(Shop.BOLT), LONGER),
                Arguments.of("/queue/items", "/queue/items"));
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void whoIsOfAnotherTenantMayNotSubscribe(String destination, String topic) throws Exception {
        try (Listener ben = new Listener(application, Shop.BEN, Shop.BOLT)) {
            ben.subscribe(destination);

            assertThat(refusal()).isEqualTo(destination + ": Nothing of this tenant's");
            assertThat(ben.heard(topic, "news of others")).isIn(REFUSED, LOST);
        }
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void withoutTheCheckAnybodyHearsAll(String destination, String topic) throws Exception {
        try (Listener ben = new Listener(open, Shop.BEN, Shop.BOLT)) {
            ben.subscribe(destination);

            assertThat(ben.heard(topic, "news of others"))
                    .as("the control")
                    .isEqualTo("news of others");
        }
    }

    @Test
    void nobodySpeaksToATopicByHimself() throws Exception {
        try (Listener ann = new Listener(open, Shop.ANN, Shop.ACME);
                Listener ben = new Listener(open, Shop.BEN, Shop.BOLT)) {
            ann.subscribe(topic(Shop.ACME));
            assertThat(ann.heard(Shop.ACME, "news of Acme")).isEqualTo("news of Acme");
            ben.say(topic(Shop.ACME), "forged");

            assertThat(ann.heardUntil("forged")).as("the control").contains("forged");
        }
        try (Listener ann = new Listener(application, Shop.ANN, Shop.ACME);
                Listener ben = new Listener(application, Shop.BEN, Shop.BOLT)) {
            ann.subscribe(topic(Shop.ACME));
            assertThat(ann.heard(Shop.ACME, "news of Acme")).isEqualTo("news of Acme");
            ben.say(topic(Shop.ACME), "forged");

            assertThat(refusal()).isEqualTo(topic(Shop.ACME) + ": Nothing of this tenant's");
            assertThat(ben.heardUntil(REFUSED, LOST)).isNotEmpty();
            ann.speak(topic(Shop.ACME), "the end");
            assertThat(ann.heardUntil("the end")).contains("the end").doesNotContain("forged");
        }
    }

    @Test
    void whoIsNoMemberAnyLongerMayNotSubscribe() throws Exception {
        try (Listener ann = new Listener(application, Shop.ANN, Shop.ACME)) {
            ShopFront.SUSPENDED.add(Shop.ANN);
            ann.subscribe(topic(Shop.ACME));

            assertThat(refusal())
                    .startsWith(topic(Shop.ACME))
                    .doesNotContain("Nothing of this tenant's");
            assertThat(ann.heard(Shop.ACME, "news of Acme")).isIn(REFUSED, LOST);
        }
    }

    @Test
    void whoIsNoMemberAnyLongerHearsNothingMore() throws Exception {
        try (Listener ann = new Listener(open, Shop.ANN, Shop.ACME)) {
            ann.subscribe(topic(Shop.ACME));
            assertThat(ann.heard(Shop.ACME, "before")).isEqualTo("before");
            ShopFront.SUSPENDED.add(Shop.ANN);
            ann.speak(topic(Shop.ACME), "after");

            assertThat(ann.heardUntil("after")).as("the control").contains("after");
        }
        ShopFront.SUSPENDED.clear();
        try (Listener ann = new Listener(application, Shop.ANN, Shop.ACME);
                Listener ben = new Listener(application, Shop.BEN, Shop.BOLT)) {
            ann.subscribe(topic(Shop.ACME));
            ben.subscribe(topic(Shop.BOLT));
            assertThat(ann.heard(Shop.ACME, "before")).isEqualTo("before");
            ShopFront.SUSPENDED.add(Shop.ANN);

            assertThat(ann.heardUntil(LOST)).as("the connection is closed").contains(LOST);
            ann.speak(topic(Shop.ACME), "after");
            assertThat(ben.heard(Shop.BOLT, "news of Bolt"))
                    .as("who is a member")
                    .isEqualTo("news of Bolt");
            assertThat(ann.heardNow()).doesNotContain("after");
        }
    }

    private static @Nullable String refusal() throws InterruptedException {
        return REFUSALS.poll(2, TimeUnit.MINUTES);
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
                            .get(2, TimeUnit.MINUTES);
        }

        void subscribe(String destination) {
            session.subscribe(destination, this);
        }

        void say(String destination, String text) {
            session.send(destination, text);
        }

        void speak(String topic, String text) {
            speaker.convertAndSend(topic, text);
        }

        @Nullable String heard(TenantId tenant, String news) throws InterruptedException {
            return heard(topic(tenant), news);
        }

        /** What comes first, while {@code news} is sent again and again to the topic. */
        @Nullable String heard(String topic, String news) throws InterruptedException {
            String first = null;
            for (int tries = 0; first == null && tries < 600; tries++) {
                speak(topic, news);
                first = heard.poll(200, TimeUnit.MILLISECONDS);
            }
            return first;
        }

        /** What comes up to one of these, or until nothing comes any more. */
        List<String> heardUntil(String... last) throws InterruptedException {
            List<String> all = new ArrayList<>();
            String next = heard.poll(2, TimeUnit.MINUTES);
            while (next != null) {
                all.add(next);
                next = List.of(last).contains(next) ? null : heard.poll(2, TimeUnit.MINUTES);
            }
            return all;
        }

        /** What has come and was not read. */
        List<String> heardNow() {
            return List.copyOf(heard);
        }

        /** The client has the same method for messages and for errors, which name none. */
        @Override
        public void handleFrame(StompHeaders headers, @Nullable Object payload) {
            heard.add(headers.getSubscription() == null ? REFUSED : String.valueOf(payload));
        }

        /** The connection may end before the error that ended it is read. */
        @Override
        public void handleTransportError(StompSession ended, Throwable loss) {
            heard.add(LOST);
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
            // of any destination: what a prefix keeps out is not what is tried here
            registry.enableSimpleBroker();
            registry.setApplicationDestinationPrefixes("/app");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Guarded extends Open {

        private final Memberships memberships;

        Guarded(Memberships memberships) {
            this.memberships = memberships;
        }

        // snippet watched
        @Override
        public void configureWebSocketTransport(WebSocketTransportRegistration registration) {
            registration.addDecoratorFactory(
                    new WatchedSessions(
                            memberships,
                            session -> (Scope.Tenant) session.getAttributes().get("scope")));
        }

        // end

        @Override
        public void configureClientInboundChannel(ChannelRegistration registration) {
            registration.interceptors(new Noting(), new OwnTopics(memberships));
        }
    }

    /** In front of the check, to see what it refuses. */
    private static final class Noting implements ChannelInterceptor {

        @Override
        public void afterSendCompletion(
                Message<?> message, MessageChannel channel, boolean sent, @Nullable Exception why) {
            if (why != null) {
                String destination = SimpMessageHeaderAccessor.wrap(message).getDestination();
                REFUSALS.add(destination + ": " + why.getMessage());
            }
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
