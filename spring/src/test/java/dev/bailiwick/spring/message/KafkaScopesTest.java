package dev.bailiwick.spring.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.spring.start.StartRefusedException;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.support.KafkaHeaders;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/** Records carry their scope, from a producer to a listener, without a broker in between. */
class KafkaScopesTest {

    private static final Scope.Tenant ACME = Scope.Tenant.of(new TenantId("acme"));
    private static final Scope.Tenant BOLT = Scope.Tenant.of(new TenantId("bolt"));

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(MessageScopeAutoConfiguration.class))
                    .withUserConfiguration(App.class);

    @Test
    void k190ARecordIsHandledInTheScopeThatItWasSentIn() {
        running(
                (app, seen) -> {
                    listener(app, seen).onMessage(received(app.sent(ACME, "orders"), "orders"));
                    listener(app, seen).onMessage(received(app.sent(BOLT, "orders"), "orders"));

                    assertThat(seen).containsExactly(ACME, BOLT);
                });
    }

    @Test
    void k190ARecordWithoutAScopeIsRefused() {
        running(
                (app, seen) -> {
                    ConsumerRecord<String, String> bare =
                            new ConsumerRecord<>("orders", 0, 0, "key", "value");

                    // the control: a listener that nothing stands in front of handles it
                    app.bare(seen).onMessage(bare);
                    assertThat(seen).containsExactly("none");
                    assertThatExceptionOfType(EnvelopeRefusedException.class)
                            .isThrownBy(() -> listener(app, seen).onMessage(bare));
                    assertThat(seen).hasSize(1);
                });
    }

    @Test
    void k191AScopeTakenFromAnotherTopicOrMadeUpIsRefused() {
        running(
                (app, seen) -> {
                    ProducerRecord<String, String> elsewhere = app.sent(BOLT, "payments");
                    ConsumerRecord<String, String> madeUp =
                            new ConsumerRecord<>("orders", 0, 0, "key", "value");
                    madeUp.headers().add(Envelopes.HEADER, "bolt".getBytes(StandardCharsets.UTF_8));

                    for (var record : List.of(received(elsewhere, "orders"), madeUp)) {
                        assertThatExceptionOfType(EnvelopeRefusedException.class)
                                .isThrownBy(() -> listener(app, seen).onMessage(record));
                    }
                    assertThat(seen).isEmpty();
                });
    }

    @Test
    void sendingOutsideAnyScopeIsRefused() {
        running(
                (app, _) ->
                        assertThatExceptionOfType(ScopeRequiredException.class)
                                .isThrownBy(() -> app.template().send("orders", "value"))
                                .withMessageContaining("sending to the topic orders"));
    }

    @Test
    void aDeadLetterGoesOutAsItCameAndIsHandledLater() {
        running(
                (app, seen) -> {
                    ProducerRecord<String, String> letter =
                            new ProducerRecord<>("orders-dlt", "value");
                    app.sent(ACME, "orders").headers().forEach(letter.headers()::add);
                    letter.headers()
                            .add(
                                    KafkaHeaders.DLT_ORIGINAL_TOPIC,
                                    "orders".getBytes(StandardCharsets.UTF_8));

                    app.template().send(letter).join();
                    listener(app, seen).onMessage(received(letter, "orders-dlt"));

                    assertThat(seen).containsExactly(ACME);
                });
    }

    @Test
    void aBatchOfOneScopeIsHandledAndOneOfTwoIsRefused() {
        running(
                (app, seen) -> {
                    ConsumerRecord<String, String> acme =
                            received(app.sent(ACME, "orders"), "orders");
                    ConsumerRecord<String, String> bolt =
                            received(app.sent(BOLT, "orders"), "orders");
                    @SuppressWarnings("unchecked") // what was given to it
                    BatchMessageListener<String, String> batches =
                            (BatchMessageListener<String, String>)
                                    app.advised(
                                            (BatchMessageListener<String, String>)
                                                    _ -> seen.add(Scopes.require()));

                    batches.onMessage(List.of(acme, acme));
                    assertThat(seen).containsExactly(ACME);
                    assertThatExceptionOfType(EnvelopeRefusedException.class)
                            .isThrownBy(() -> batches.onMessage(List.of(acme, bolt)))
                            .withMessageContaining("a batch of 2 scopes");
                });
    }

    @Test
    void withoutAKeyTheStartIsRefused() {
        runner.run(
                context ->
                        assertThat(context)
                                .getFailure()
                                .hasRootCauseInstanceOf(StartRefusedException.class)
                                .hasStackTraceContaining("bailiwick.message.key is not set"));
    }

    private void running(BiConsumer<App, List<Object>> test) {
        runner.withPropertyValues("bailiwick.message.key=" + EnvelopesTest.KEY)
                .run(
                        context ->
                                test.accept(
                                        context.getBean(App.class).in(context), new ArrayList<>()));
    }

    @SuppressWarnings("unchecked") // what was given to it
    private static MessageListener<String, String> listener(App app, List<Object> seen) {
        return (MessageListener<String, String>) app.advised(app.bare(seen));
    }

    private static ConsumerRecord<String, String> received(
            ProducerRecord<String, String> sent, String topic) {
        ConsumerRecord<String, String> record =
                new ConsumerRecord<>(topic, 0, 0, "key", sent.value());
        sent.headers().forEach(record.headers()::add);
        return record;
    }

    @Configuration(proxyBeanMethods = false)
    static class App {

        private final MockProducer<String, String> mock =
                new MockProducer<>(true, null, new StringSerializer(), new StringSerializer());

        private ApplicationContext context = new StaticApplicationContext();

        App in(ApplicationContext running) {
            context = running;
            return this;
        }

        @Bean
        DefaultKafkaProducerFactory<String, String> producers() {
            return new DefaultKafkaProducerFactory<>(Map.of()) {
                @Override
                protected Producer<String, String> createRawProducer(Map<String, Object> configs) {
                    Producer<String, String> producer = mock;
                    for (var after : getPostProcessors()) {
                        producer = after.apply(producer);
                    }
                    return producer;
                }
            };
        }

        @Bean
        ConcurrentKafkaListenerContainerFactory<String, String> containers() {
            ConcurrentKafkaListenerContainerFactory<String, String> factory =
                    new ConcurrentKafkaListenerContainerFactory<>();
            factory.setConsumerFactory(new DefaultKafkaConsumerFactory<>(Map.of()));
            return factory;
        }

        @SuppressWarnings("unchecked") // the one above
        KafkaTemplate<String, String> template() {
            return new KafkaTemplate<>(context.getBean(DefaultKafkaProducerFactory.class));
        }

        ProducerRecord<String, String> sent(Scope scope, String topic) {
            Scopes.run(scope, () -> template().send(topic, "value").join());
            return mock.history().getLast();
        }

        MessageListener<String, String> bare(List<Object> seen) {
            return _ -> seen.add(Scopes.current().map(Object.class::cast).orElse("none"));
        }

        /** As a container calls it. */
        Object advised(Object listener) {
            var container =
                    context.getBean(ConcurrentKafkaListenerContainerFactory.class)
                            .createContainer("orders");
            container.setupMessageListener(listener);
            return Objects.requireNonNull(container.getContainerProperties().getMessageListener());
        }
    }
}
