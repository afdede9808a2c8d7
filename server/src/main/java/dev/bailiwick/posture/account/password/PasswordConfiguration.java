package dev.bailiwick.posture.account.password;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

@Configuration(proxyBeanMethods = false)
class PasswordConfiguration {

    /**
     * Argon2id with 19 MiB and two passes, the least that OWASP's cheat sheet on password storage
     * advises.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9106">RFC 9106: Argon2</a>
     */
    @Bean
    PasswordEncoder argon2() {
        return new Argon2PasswordEncoder(16, 32, 1, 19_456, 2);
    }
}
