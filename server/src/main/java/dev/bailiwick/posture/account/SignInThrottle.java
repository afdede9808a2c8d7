package dev.bailiwick.posture.account;

import dev.bailiwick.posture.digest.Sha256;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Makes sign-ins wait after too many failures, counted by the database over all processes. */
@Component
class SignInThrottle {

    private final JdbcClient jdbc;
    private final SignInProperties settings;
    private final Counter failures;
    private final Counter throttled;

    SignInThrottle(JdbcClient jdbc, SignInProperties settings, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.failures =
                Counter.builder("bailiwick.sign.in.failures")
                        .description("Sign-ins with a wrong address or password")
                        .register(meters);
        this.throttled =
                Counter.builder("bailiwick.sign.in.throttled")
                        .description("Sign-ins that were told to wait after too many failures")
                        .register(meters);
    }

    /** Whose failures count: an account, an address and the two together, as hashes. */
    record Attempt(List<byte[]> subjects) {

        Attempt {
            subjects = List.copyOf(subjects);
        }

        static Attempt of(String email, String address) {
            String from = network(address);
            return new Attempt(
                    List.of(
                            Sha256.of("both " + from + " " + email),
                            Sha256.of("address " + from),
                            Sha256.of("account " + email)));
        }

        private byte[][] array() {
            return subjects.toArray(byte[][]::new);
        }

        /** Of IPv6, the network: whoever has one address of a /64 has them all. */
        private static String network(String address) {
            try {
                return address.indexOf(':') >= 0
                                && InetAddress.getByName(address) instanceof Inet6Address six
                        ? Arrays.toString(Arrays.copyOf(six.getAddress(), 8))
                        : address;
            } catch (UnknownHostException e) {
                return address;
            }
        }
    }

    private static final String WAIT =
            """
            select ceil(extract(epoch from
                sign_in_wait(:subjects, :allowed, :seconds * interval '1 second')) * 1000)::bigint
            """;

    /**
     * In the global scope.
     *
     * @throws ApiException 429 while there were too many failures
     */
    void requireFree(Attempt attempt) {
        Integer[] allowed = {
            settings.failuresPerAccountAndAddress(),
            settings.failuresPerAddress(),
            settings.failuresPerAccount()
        };
        long wait =
                jdbc.sql(WAIT)
                        .param("subjects", attempt.array())
                        .param("allowed", allowed)
                        .param("seconds", settings.window().toSeconds())
                        .query((row, n) -> row.getLong(1))
                        .single();
        if (wait > 0) {
            throttled.increment();
            throw ApiException.throttled(Duration.ofMillis(wait));
        }
    }

    private static final String FAILED =
            """
            select sign_in_failed(:subjects, :seconds * interval '1 second')
            """;

    /** In the global scope. */
    void failed(Attempt attempt) {
        failures.increment();
        jdbc.sql(FAILED)
                .param("subjects", attempt.array())
                .param("seconds", settings.window().toSeconds())
                .query((row, n) -> true)
                .single();
    }
}
