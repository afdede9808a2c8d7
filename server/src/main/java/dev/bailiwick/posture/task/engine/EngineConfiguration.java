package dev.bailiwick.posture.task.engine;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({JobProperties.class, QueueProperties.class})
class EngineConfiguration {}
