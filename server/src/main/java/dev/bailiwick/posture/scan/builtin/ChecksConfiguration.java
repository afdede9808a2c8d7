package dev.bailiwick.posture.scan.builtin;

import dev.bailiwick.posture.task.engine.QueueProperties;
import dev.bailiwick.posture.task.job.JobQueue;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.Clock;
import java.time.Duration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ChecksProperties.class)
class ChecksConfiguration {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Bean
    ScanRoom scanRoom(QueueProperties threads) {
        return new ScanRoom(threads.of(JobQueue.SCANS));
    }

    @Bean
    Relay relay(ChecksProperties settings, Clock clock, ScanRoom room) {
        return new Relay(settings.timeLimit(), PATIENCE, clock, room);
    }
}
