package dev.bailiwick.spring.message;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.spring.LoggedScopes;

import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.AmqpRejectAndDontRequeueException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.config.BaseRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Seals the scope into every message that a template of the application sends, and handles every
 * message that its listeners get in the scope that it carries. The seal is bound to the body, so
 * that a header taken from one message is no good on another.
 */
final class AmqpScopes implements BeanPostProcessor {

    private final ObjectProvider<Envelopes> envelopes;

    AmqpScopes(ObjectProvider<Envelopes> envelopes) {
        this.envelopes = envelopes;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        switch (bean) {
            case RabbitTemplate template -> {
                Envelopes sealing = envelopes.getObject();
                template.addBeforePublishPostProcessors(message -> sealed(message, sealing));
            }
            case BaseRabbitListenerContainerFactory<?> containers -> {
                Envelopes opening = envelopes.getObject();
                Advice[] before = containers.getAdviceChain();
                List<Advice> chain =
                        new ArrayList<>(before == null ? List.of() : Arrays.asList(before));
                chain.add((MethodInterceptor) call -> handled(call, opening));
                containers.setAdviceChain(chain.toArray(Advice[]::new));
            }
            default -> {}
        }
        return bean;
    }

    private static Message sealed(Message message, Envelopes envelopes) {
        Scope scope =
                Scopes.current()
                        .orElseThrow(() -> ScopeRequiredException.none("sending a message"));
        message.getMessageProperties()
                .setHeader(Envelopes.HEADER, envelopes.seal(scope, digest(message)));
        return message;
    }

    private static @Nullable Object handled(MethodInvocation call, Envelopes envelopes)
            throws Throwable {
        Set<Scope> scopes = new HashSet<>();
        try {
            for (Object argument : call.getArguments()) {
                if (argument instanceof Message message) {
                    scopes.add(open(message, envelopes));
                } else if (argument instanceof List<?> batch) {
                    batch.forEach(
                            one -> {
                                if (one instanceof Message message) {
                                    scopes.add(open(message, envelopes));
                                }
                            });
                }
            }
            if (scopes.size() > 1) {
                throw new EnvelopeRefusedException(
                        "a batch of %d scopes; listen to single messages".formatted(scopes.size()));
            }
        } catch (EnvelopeRefusedException refused) {
            throw new AmqpRejectAndDontRequeueException(
                    String.valueOf(refused.getMessage()), refused);
        }
        return scopes.isEmpty()
                ? call.proceed()
                : LoggedScopes.call(
                                scopes.iterator().next(), () -> Optional.ofNullable(call.proceed()))
                        .orElse(null);
    }

    private static Scope open(Message message, Envelopes envelopes) {
        Object header = message.getMessageProperties().getHeader(Envelopes.HEADER);
        return envelopes.open(header == null ? null : header.toString(), digest(message));
    }

    private static String digest(Message message) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(message.getBody()));
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("Every Java has SHA-256", absent);
        }
    }
}
