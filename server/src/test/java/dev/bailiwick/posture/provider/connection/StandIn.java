package dev.bailiwick.posture.provider.connection;

import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.provider.credential.Credentials;
import dev.bailiwick.posture.provider.credential.SiteCredentials;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Answers for MongoDB Atlas what a test has given, by the public key that is sent. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StandIn implements ConnectionProbe {

    private static final Map<String, Answers> ANSWERS = new ConcurrentHashMap<>();

    interface Answers {
        ConnectionResult to(ProviderAccount account, Credentials credentials)
                throws InterruptedException;
    }

    static void answers(String publicKey, Answers answers) {
        ANSWERS.put(publicKey, answers);
    }

    @Override
    public boolean probes(ProviderKind kind) {
        return kind == ProviderKind.MONGODBATLAS;
    }

    @Override
    public ConnectionResult probe(ProviderAccount account, Credentials credentials)
            throws InterruptedException {
        String key = ((SiteCredentials.MongoDbAtlas) credentials).publicKey();
        return Objects.requireNonNull(ANSWERS.get(key)).to(account, credentials);
    }
}
