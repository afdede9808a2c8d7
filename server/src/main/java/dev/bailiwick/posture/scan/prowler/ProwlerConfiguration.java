package dev.bailiwick.posture.scan.prowler;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProwlerProperties.class)
class ProwlerConfiguration {}
