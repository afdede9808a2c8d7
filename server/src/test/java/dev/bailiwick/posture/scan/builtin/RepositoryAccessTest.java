package dev.bailiwick.posture.scan.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.provider.credential.CodeCredentials;
import dev.bailiwick.posture.provider.credential.Hidden;
import dev.bailiwick.posture.scan.engine.ScanFailedException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.UUID;

final class RepositoryAccessTest {

    private static final Hidden TOKEN = new Hidden("planted");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://code.example/other.git",
                "https://CODE.example:443/shop.git",
                "git@code.example:shop.git"
            })
    void aTokenIsUsedAtTheHostThatItWasGivenFor(String url) {
        assertThat(access("https://code.example/shop.git", url))
                .returns("https://code.example/shop.git", RepositoryAccess::url)
                .returns("planted", RepositoryAccess::token)
                .hasToString("https://code.example/shop.git");
    }

    @ParameterizedTest
    @CsvSource({
        "https://code.example/shop.git, https://elsewhere.example/shop.git",
        "https://code.example/shop.git, https://code.example:8443/shop.git",
        "https://[2001:db8::1]/shop.git, https://[2001:db8::2]/shop.git",
        "https://elsewhere.example?@code.example/shop.git, https://code.example/shop.git",
        "https://[::1/shop.git, https://[::2/shop.git"
    })
    void aTokenIsSentToNoOtherHostThanItWasGivenFor(String uid, String url) {
        assertThatExceptionOfType(ScanFailedException.class)
                .isThrownBy(() -> access(uid, url))
                .withMessageContaining("another host");
    }

    @Test
    void anAddressWithoutANameIsAHostToo() {
        assertThat(access("https://[2001:db8::1]/a.git", "https://[2001:DB8::1]:443/b.git").token())
                .isEqualTo("planted");
    }

    private static RepositoryAccess access(String uid, String url) {
        return RepositoryAccess.of(
                new ProviderAccount(
                        new TenantId("0199c000-0000-7000-8000-000000000001"),
                        new UUID(0, 2),
                        ProviderKind.IAC,
                        uid),
                new CodeCredentials.Repository(url, TOKEN));
    }
}
