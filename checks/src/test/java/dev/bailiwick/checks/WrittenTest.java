package dev.bailiwick.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
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
                "$db_password",
                "${{ secrets.PASSWORD }}",
                "#{PASSWORD}#",
                "#{Shop.Password}",
                "__DB_PASSWORD__",
                "@DB_PASSWORD@",
                "@project.password@",
                "((db-password))",
                "{{{password}}}",
                "%PASSWORD2%",
                "%(password)s",
                "${A:-${B}}",
                "${A:-changeme}",
                "${A:?there is none}",
                "{{ .Values.password | default \"\" }}",
                "{{ .x }}-db",
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
                "${A:-not-a-real-one}",
                "{{ .Values.password | default \"not-a-real-one\" | quote }}",
                "{{ default 'not-a-real-one' .Values.password }}",
                "$not_a_real_one",
                "#not-a-real-one",
                "__not-a-real-one__",
                "@not-a-real-one@",
                "((not a real one))",
                "%n0tAr3alOne%",
                "pa$SW0Rd",
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

    @ParameterizedTest
    @ValueSource(longs = {12_345_678, -12_345_678, 10_000, Long.MAX_VALUE})
    void aNumberIsWrittenLikeItsDigits(long number) {
        assertThat(Written.is(Map.of("password", number), "password")).isTrue();
        assertThat(Written.isPasswordIn(Fields.of(1, Map.of("password", number)))).isTrue();
        assertThat(
                        Written.is(
                                Map.of("settings", Fields.of(1, Map.of("apiKey", number))),
                                "settings"))
                .isTrue();
    }

    /** How long it lasts, or how many there are. */
    @Test
    void aNumberOfTokensIsNone() {
        for (Object number : List.of(86_400L, 128_000L, "128000")) {
            assertThat(Written.is(Map.of("MAX_TOKEN", number), "MAX_TOKEN")).isFalse();
            assertThat(
                            Written.is(
                                    Fields.of(1, Map.of("name", "MAX_TOKEN", "value", number)),
                                    "value"))
                    .isFalse();
        }
        assertThat(Written.is(Map.of("token", 12_345_678_901L), "token")).isTrue();
    }

    @Test
    void whatASecretIsCalledIsNone() {
        for (String called : List.of("secret", "existingSecret", "pullSecret", "tls_secret")) {
            assertThat(Written.is(Map.of("a", Fields.of(1, Map.of(called, "shop-db-2"))), "a"))
                    .as(called)
                    .isFalse();
        }
        assertThat(Written.is(Map.of("a", Fields.of(1, Map.of("secret", "n0tReal"))), "a"))
                .isTrue();
    }

    @Test
    void whatSetsHowLongOrWhetherIsNoPassword() {
        for (Object setting : List.of(0L, -1L, 1L, 9999L, 0.25, true, false)) {
            assertThat(Written.is(Map.of("password", setting), "password"))
                    .as(setting.toString())
                    .isFalse();
        }
        assertThat(
                        Written.is(
                                Map.of("settings", Fields.of(1, Map.of("size", 120_000L))),
                                "settings"))
                .isFalse();
    }

    /** Nobody finds a password by its hash if it was made to take long. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$2a$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234",
                "$2b$12$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234",
                "ada:$2y$05$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234\n",
                "JDJhJDEwJGFiY2RlZmdoaWprbG1ub3BxcnN0dXVBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWjAxMjM0",
                "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b4dWRWJTmaaJObG",
                "$6$saltsalt$abcdefghijklmnopqrstuvwxyz0123456789./ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        + "0123456789abcdefghijkl",
                "$5$rounds=5000$saltsalt$abcdefghijklmnopqrstuvwxyz0123456789./ABCDE",
                "$y$j9T$saltsaltsalt$abcdefghijklmnopqrstuvwxyz0123456789./ABCDE",
                "pbkdf2_sha256$600000$saltsaltsalt$abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG=",
            })
    void aHashThatTakesLongToTryIsNoPassword(String text) {
        assertThat(Written.is(Map.of("password", text), "password")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$2a$10$short",
                "$2a$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234 not-a-real-one",
                "not-a-real-one$2a$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234",
                "ada:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=",
                "ada:$apr1$saltsalt$abcdefghijklmnopqrstuv",
                "$1$saltsalt$abcdefghijklmnopqrstuv",
                "5f4dcc3b5aa765d61d8327deb882cf99",
            })
    void oneThatIsTriedInNoTimeIs(String text) {
        assertThat(Written.is(Map.of("password", text), "password")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "placeholder",
                "PLACEHOLDER_VALUE",
                "<CHANGE-ME>",
                "\"changeit\"",
                "'ReplaceMe'",
                "${TO_BE_SET}",
                "TO_BE_SET",
                "to be set by hand",
                "TODO: set manually",
                "ChangeMe123!",
                "initial-value",
                "REPLACE_WITH_REAL_VALUE",
                "dummy",
            })
    void whatIsToBeSetIsNoneWhereChangesAreIgnored(String text) {
        assertThat(Written.is(ignoring(text), "password")).isFalse();
        assertThat(Written.is(Fields.of(1, Map.of("password", "notareal1" + text)), "password"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "my-CHANGEME-real-secret",
                "todoX9fK2",
                "9fK2-dummy",
                "replace3fish",
                "changeme12345678",
                "the-to-be-set-horse",
                "set",
                "password",
            })
    void whatOnlyHasSuchAWordInItIsWritten(String text) {
        assertThat(Written.is(ignoring(text), "password")).isTrue();
    }

    private static Fields ignoring(String text) {
        Fields lifecycle = Fields.of(1, Map.of("ignore_changes", "all"));
        return Fields.of(1, Map.of("password", text, "lifecycle", Elements.of(List.of(lifecycle))));
    }

    /** Each of these takes some patterns much time or stack. */
    @Test
    @Timeout(60)
    void whatIsMadeToTakeLongTakesNone() {
        for (String part :
                new String[] {
                    "/a",
                    "/AaAaAaAaAaAaAaAaAa",
                    "$A_",
                    "%a%._",
                    "{{}} ",
                    "<a>-",
                    "/aB",
                    "%(a)s",
                    "$2a$10$",
                    "a:",
                    "todo",
                    "to",
                    "change me ",
                    "placeholder_",
                    "$6$a$",
                    "#{a}#",
                    "__A_",
                    "__A__",
                    "@A@",
                    "@a.",
                    "((a))",
                    "$a_",
                    "{{{a}}}",
                    "${{a}}",
                    "${a:-",
                    "{{ default ",
                    "default \"a\""
                }) {
            String text = part.repeat(980 / part.length()) + "!notareal1";

            assertThat(Written.is(Map.of("password", text), "password")).as(part).isTrue();
            assertThat(Written.is(ignoring(text), "password")).as(part).isTrue();
        }
        String veryLong = "/a".repeat(60_000);
        assertThat(Written.is(Map.of("password", veryLong), "password")).isTrue();
    }
}
