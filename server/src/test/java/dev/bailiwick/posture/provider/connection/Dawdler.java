package dev.bailiwick.posture.provider.connection;

import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.provider.credential.Credentials;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Never answers for Cloudflare, and is not waited for. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class Dawdler implements ConnectionProbe {

    @Override
    public boolean probes(ProviderKind kind) {
        return kind == ProviderKind.CLOUDFLARE;
    }

    @Override
    public Duration patience() {
        return Duration.ofMillis(100);
    }

    @Override
    public ConnectionResult probe(ProviderAccount account, Credentials credentials)
            throws InterruptedException {
        new CountDownLatch(1).await();
        return ConnectionResult.connected();
    }
}
