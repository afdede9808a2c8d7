package dev.bailiwick.posture.account;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({AccountSettings.class, SignInSettings.class})
class AccountConfiguration {}
