package dev.bailiwick.posture.scan.builtin;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ChecksProperties.class)
class ChecksConfiguration {}
