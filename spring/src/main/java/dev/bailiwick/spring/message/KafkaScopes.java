package dev.bailiwick.spring.message;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.spring.LoggedScopes;

import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.kafka.config.AbstractKafkaListenerContainerFactory;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.support.KafkaHeaders;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Seals the scope into every record that a producer of the application sends, and handles every
 * record that its listeners get in the scope that it carries. The seal is bound to the topic, so
 * that a header taken from one topic is no good in another.
 */
final class KafkaScopes implements BeanPostProcessor {

    private final ObjectProvider<Envelopes> envelopes;

    KafkaScopes(ObjectProvider<Envelopes> envelopes) {
        this.envelopes = envelopes;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        switch (bean) {
            case ProducerFactory<?, ?> producers -> sealWith(producers, envelopes.getObject());
            case AbstractKafkaListenerContainerFactory<?, ?, ?> containers ->
                    openIn(containers.getContainerProperties(), envelopes.getObject());
            case DefaultErrorHandler errors ->
                    errors.addNotRetryableExceptions(EnvelopeRefusedException.class);
            default -> {}
        }
        return bean;
    }

    private static <K, V> void sealWith(ProducerFactory<K, V> producers, Envelopes envelopes) {
        producers.addPostProcessor(producer -> sealing(producer, envelopes));
    }

    private static <K, V> Producer<K, V> sealing(Producer<K, V> producer, Envelopes envelopes) {
        ProxyFactory proxy = new ProxyFactory(producer);
        proxy.addInterface(Producer.class);
        proxy.addAdvice(
                (MethodInterceptor)
                        call -> {
                            if (call.getMethod().getName().equals("send")
                                    && call.getArguments()[0]
                                            instanceof ProducerRecord<?, ?> record) {
                                seal(record, envelopes);
                            }
                            return call.proceed();
                        });
        @SuppressWarnings("unchecked") // it stands in front of nothing else
        Producer<K, V> sealing = (Producer<K, V>) proxy.getProxy();
        return sealing;
    }

    private static void seal(ProducerRecord<?, ?> record, Envelopes envelopes) {
        Headers headers = record.headers();
        Optional<Scope> scope = Scopes.current();
        if (scope.isEmpty()) {
            // what nobody could handle goes to the dead letters as it came
            if (headers.lastHeader(Envelopes.HEADER) == null
                    && headers.lastHeader(KafkaHeaders.DLT_EXCEPTION_FQCN) == null) {
                throw ScopeRequiredException.none("sending to the topic " + record.topic());
            }
            return;
        }
        headers.remove(Envelopes.HEADER);
        headers.add(
                Envelopes.HEADER,
                envelopes.seal(scope.get(), record.topic()).getBytes(StandardCharsets.US_ASCII));
    }

    private static void openIn(ContainerProperties properties, Envelopes envelopes) {
        List<Advice> chain = new ArrayList<>(Arrays.asList(adviceOf(properties)));
        chain.addFirst((MethodInterceptor) call -> handled(call, envelopes));
        properties.setAdviceChain(chain.toArray(Advice[]::new));
    }

    private static Advice[] adviceOf(ContainerProperties properties) {
        Advice[] before = properties.getAdviceChain();
        return before == null ? new Advice[0] : before;
    }

    private static @Nullable Object handled(MethodInvocation call, Envelopes envelopes)
            throws Throwable {
        Set<Scope> scopes = new HashSet<>();
        for (Object argument : call.getArguments()) {
            if (argument instanceof ConsumerRecord<?, ?> record) {
                scopes.add(open(record, envelopes));
            } else if (argument instanceof Iterable<?> batch) {
                batch.forEach(
                        one -> {
                            if (one instanceof ConsumerRecord<?, ?> record) {
                                scopes.add(open(record, envelopes));
                            }
                        });
            }
        }
        return switch (scopes.size()) {
            case 0 -> call.proceed();
            case 1 ->
                    LoggedScopes.call(
                                    scopes.iterator().next(),
                                    () -> Optional.ofNullable(call.proceed()))
                            .orElse(null);
            default ->
                    throw new EnvelopeRefusedException(
                            "a batch of %d scopes; listen to single records"
                                    .formatted(scopes.size()));
        };
    }

    private static Scope open(ConsumerRecord<?, ?> record, Envelopes envelopes) {
        return envelopes.open(text(record, Envelopes.HEADER), topicOf(record));
    }

    /** Retries and dead letters are told where they were first. */
    private static String topicOf(ConsumerRecord<?, ?> record) {
        String first = text(record, KafkaHeaders.DLT_ORIGINAL_TOPIC);
        String before = first == null ? text(record, KafkaHeaders.ORIGINAL_TOPIC) : first;
        return before == null ? record.topic() : before;
    }

    private static @Nullable String text(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null
                ? null
                : new String(header.value(), StandardCharsets.UTF_8);
    }
}
