package dev.bailiwick.spring.message;

import dev.bailiwick.postgres.Wall;
import dev.bailiwick.spring.member.Memberships;
import dev.bailiwick.spring.start.StartRefusedException;
import dev.bailiwick.spring.start.StartRefusedException.Fault;

import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.kafka.core.ProducerFactory;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

@AutoConfiguration(afterName = "dev.bailiwick.spring.member.MembershipAutoConfiguration")
@EnableConfigurationProperties(MessageProperties.class)
class MessageScopeAutoConfiguration {

    /** Made when the first bean of a message system is: who has none needs no key. */
    @Bean
    @Lazy
    Envelopes envelopes(
            MessageProperties properties,
            ObjectProvider<Wall> wall,
            ObjectProvider<Memberships> memberships,
            ObjectProvider<Clock> clock) {
        return new Envelopes(
                seal(properties),
                properties.maxAge(),
                clock.getIfUnique(Clock::systemUTC),
                wall.stream().flatMap(declared -> declared.dimensions().stream()).toList(),
                Optional.ofNullable(memberships.getIfAvailable()));
    }

    private static Seal seal(MessageProperties properties) {
        String key = properties.key();
        if (key == null || key.isBlank()) {
            throw refused("bailiwick.message.key is not set, and messages are sent or received");
        }
        List<String> keys = new ArrayList<>(List.of(key));
        keys.addAll(properties.previousKeys());
        try {
            return new Seal(keys);
        } catch (IllegalArgumentException wrong) {
            throw refused("bailiwick.message.key or .previous-keys: " + wrong.getMessage());
        }
    }

    private static StartRefusedException refused(String what) {
        return new StartRefusedException(
                List.of(
                        new Fault(
                                what,
                                "Give every sender and receiver the same secret of 32 bytes or more"
                                    + " in Base64, as \"openssl rand -base64 32\" makes one.")));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ProducerFactory.class)
    static class Kafka {

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static KafkaScopes kafkaScopes(ObjectProvider<Envelopes> envelopes) {
            return new KafkaScopes(envelopes);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(RabbitTemplate.class)
    static class Amqp {

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static AmqpScopes amqpScopes(ObjectProvider<Envelopes> envelopes) {
            return new AmqpScopes(envelopes);
        }
    }
}
