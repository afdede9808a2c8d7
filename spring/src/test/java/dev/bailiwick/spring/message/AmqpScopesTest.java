package dev.bailiwick.spring.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.rabbitmq.client.Channel;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;

import org.aopalliance.aop.Advice;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.AmqpRejectAndDontRequeueException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessagePostProcessor;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;

/** Messages carry their scope, from a template to a listener, without a broker in between. */
class AmqpScopesTest {

    private static final Scope.Tenant ACME = Scope.Tenant.of(new TenantId("acme"));
    private static final Scope.Tenant BOLT = Scope.Tenant.of(new TenantId("bolt"));

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(MessageScopeAutoConfiguration.class))
                    .withBean(
                            RabbitTemplate.class,
                            () -> new RabbitTemplate(new CachingConnectionFactory("localhost")))
                    .withBean(SimpleRabbitListenerContainerFactory.class)
                    .withPropertyValues("bailiwick.message.key=" + EnvelopesTest.KEY);

    @Test
    void k190AMessageIsHandledInTheScopeThatItWasSentIn() {
        running(
                (context, seen) -> {
                    listener(context, seen).invokeListener(null, sent(context, ACME, "order"));

                    assertThat(seen).containsExactly(ACME);
                });
    }

    @Test
    void k190AMessageWithoutAScopeIsRejectedAndNotQueuedAgain() {
        running(
                (context, seen) -> {
                    Listener listener = listener(context, seen);

                    assertThatExceptionOfType(AmqpRejectAndDontRequeueException.class)
                            .isThrownBy(() -> listener.invokeListener(null, message("order")))
                            .withMessageContaining("carries no bailiwick-scope");
                    assertThat(seen).isEmpty();
                });
    }

    @Test
    void k191AScopeTakenFromAnotherMessageIsRejected() {
        running(
                (context, seen) -> {
                    Message forged = message("pay the forger");
                    forged.getMessageProperties()
                            .setHeader(
                                    Envelopes.HEADER,
                                    Objects.requireNonNull(
                                            sent(context, BOLT, "order")
                                                    .getMessageProperties()
                                                    .<Object>getHeader(Envelopes.HEADER)));

                    assertThatExceptionOfType(AmqpRejectAndDontRequeueException.class)
                            .isThrownBy(() -> listener(context, seen).invokeListener(null, forged))
                            .withMessageContaining("seal is not right");
                    assertThat(seen).isEmpty();
                });
    }

    @Test
    void aBatchOfTwoScopesIsRejected() {
        running(
                (context, seen) ->
                        assertThatExceptionOfType(AmqpRejectAndDontRequeueException.class)
                                .isThrownBy(
                                        () ->
                                                listener(context, seen)
                                                        .invokeListener(
                                                                null,
                                                                List.of(
                                                                        sent(context, ACME, "a"),
                                                                        sent(context, BOLT, "b"))))
                                .withMessageContaining("a batch of 2 scopes"));
    }

    @Test
    void sendingOutsideAnyScopeIsRefused() {
        running(
                (context, _) ->
                        assertThatExceptionOfType(ScopeRequiredException.class)
                                .isThrownBy(() -> published(context, message("order"))));
    }

    private void running(BiConsumer<ApplicationContext, List<Object>> test) {
        runner.run(context -> test.accept(context, new ArrayList<>()));
    }

    private static Message sent(ApplicationContext context, Scope scope, String body) {
        return Scopes.call(scope, () -> published(context, message(body)));
    }

    private static Message message(String body) {
        return new Message(body.getBytes(StandardCharsets.UTF_8));
    }

    /** As the template does just before it sends. */
    private static Message published(ApplicationContext context, Message message) {
        Message sent = message;
        for (MessagePostProcessor before :
                Objects.requireNonNull(
                        context.getBean(RabbitTemplate.class).getBeforePublishPostProcessors())) {
            sent = before.postProcessMessage(sent);
        }
        return sent;
    }

    /** As a container calls it. */
    private static Listener listener(ApplicationContext context, List<Object> seen) {
        ProxyFactory proxy = new ProxyFactory((Listener) (_, _) -> seen.add(Scopes.require()));
        proxy.addInterface(Listener.class);
        for (Advice advice :
                Objects.requireNonNull(
                        context.getBean(SimpleRabbitListenerContainerFactory.class)
                                .getAdviceChain())) {
            proxy.addAdvice(advice);
        }
        return (Listener) proxy.getProxy();
    }

    /** The shape of what the container's advice stands around. */
    @FunctionalInterface
    interface Listener {

        void invokeListener(@Nullable Channel channel, Object data);
    }
}
