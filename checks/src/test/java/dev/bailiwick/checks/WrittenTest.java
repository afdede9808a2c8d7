package dev.bailiwick.checks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

/** What is told from a secret: the names of those that are kept elsewhere. */
final class WrittenTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n",
                "true",
                "5432",
                "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop",
                "arn:aws-cn:ssm:${AWS::Region}:${AWS::AccountId}:parameter/shop",
                "@Microsoft.KeyVault(SecretUri=https://shop.vault.azure.net/secrets/key)",
                "https://shop.vault.azure.net/secrets/key/0123",
                "vault:secret/data/shop#password",
                "ssm:/shop/password",
                "secretref:shop-password",
                "ref+gcpsecrets://shop/password",
                "op://shop/database/password",
                "projects/shop/secrets/password/versions/latest",
                "${PASSWORD}",
                "${USER}:${PASSWORD}",
                "$PASSWORD",
                "$env:PASSWORD",
                "$(cat /run/password)",
                "{{ .Values.password }}",
                "{{resolve:secretsmanager:shop:SecretString:password}}",
                "<path:secret/data/shop#password>",
                "<your password>",
                "%PASSWORD%",
                "%env(PASSWORD)%",
                "/run/secrets/password",
                "/Prod/Shop/dbPassword",
                "/shop-password",
                "./password.txt",
                "ENC[AES256_GCM,data:x]",
                "JHtQQVNTV09SRH0=",
                "dHJ1ZQ==",
            })
    void theNameOfWhereItIsKeptIsNoSecret(String text) {
        assertThat(Written.is(Map.of("password", text), "password")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not-a-real-one",
                "$ecret-not-real",
                "$uperpass1",
                "${not-a-real-one",
                "{{not-a-real-one",
                "{{ x }}not-a-real-one",
                "<not-a-real-one",
                "<b>not-a-real-one",
                "%not-a-real-one",
                "/n0tAr3alOne+x/y=",
                "/n0tAr3alOne/XyZ9",
                "./not a real one",
                "arn:not-a-real-one",
                "vault:not a real one!",
                "vault:n0tAr3alOne",
                "op:not-a-real-one",
                "projects/x/secrets/y z",
                "bm90LWEtcmVhbC1vbmU=",
            })
    void whatOnlyBeginsLikeOneIsWritten(String text) {
        assertThat(Written.is(Map.of("password", text), "password")).isTrue();
    }

    /** Each of these takes some patterns much time or stack. */
    @Test
    @Timeout(60)
    void whatIsMadeToTakeLongTakesNone() {
        for (String part :
                new String[] {
                    "/a", "/AaAaAaAaAaAaAaAaAa", "$A_", "%a%._", "{{}} ", "<a>-", "/aB", "%(a)s"
                }) {
            String text = part.repeat(1_000 / part.length()) + "!";

            assertThat(Written.is(Map.of("password", text), "password")).as(part).isTrue();
        }
        String veryLong = "/a".repeat(60_000);
        assertThat(Written.is(Map.of("password", veryLong), "password")).isTrue();
    }
}
