package dev.bailiwick.checks;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

/** One name is a secret wherever it stands, or nowhere. */
final class SecretNamesTest {

    private static final List<String> SECRET =
            List.of(
                    "PASSWORD",
                    "DB_PASSWORD",
                    "PGPASSWORD",
                    "dbPassword",
                    "ROOT_PASSWD",
                    "MYSQL_PWD",
                    "KEY_PASSPHRASE",
                    "CLIENT_SECRET",
                    "clientSecret",
                    "NPM_TOKEN",
                    "authToken",
                    "API_KEY",
                    "APIKEY",
                    "apiKey",
                    "STORAGE_ACCESS_KEY",
                    "AWS_SECRET_ACCESS_KEY",
                    "SECRET_KEY",
                    "DJANGO_SECRET_KEY",
                    "secretKey",
                    "SECRET_KEY_BASE",
                    "PRIVATE_KEY",
                    "SHOP_CREDENTIALS",
                    "DB_PASS",
                    "smtpPass",
                    "ENCRYPTION_KEY",
                    "signingKey",
                    "JWT_SIGNING_KEY",
                    "JWT_KEY",
                    "AccountKey",
                    "passwordSecret",
                    "passwordSecretKey");

    private static final List<String> OTHER =
            List.of(
                    "PASSWORD_FILE",
                    "PASSWORD_LENGTH",
                    "SECRET_NAME",
                    "TOKEN_URL",
                    "API_KEY_HEADER",
                    "ACCESS_KEY_ID",
                    "PUBLIC_KEY",
                    "KEY",
                    "PASSENGER",
                    "TRUSTSTORE_PASSWORD",
                    "trustStorePassword",
                    "IMAGE_PULL_SECRET",
                    "TLS_SECRET",
                    "existingSecret",
                    "existingSecretKey",
                    "imagePullSecretKey",
                    "TLS_SECRET_KEY",
                    "BYPASS",
                    "compass",
                    "PROXY_PASS",
                    "fastcgiPass",
                    "DB_PASSTHROUGH",
                    "ENCRYPTION_KEY_ID",
                    "SIGNING_KEY_ALGORITHM",
                    "ACCOUNT_KEY_NAME",
                    "PARTITION_KEY");

    /** Where names stand beside values; of keys of Terraform without quotes, and with. */
    enum Where {
        IMAGE("dockerfile_secret_in_build", "ENV %s=%s"),
        ARGUMENT("dockerfile_secret_in_build", "ARG %s=%s"),
        POD("kubernetes_secret_written_down", "env: [{name: %s, value: %s}]"),
        SETTINGS_OF_POD(
                "kubernetes_secret_written_down", "env: [{name: A, value: '{\"%s\": \"%s\"}'}]"),
        VARIABLE("terraform_secret_default", "variable \"%s\" { default = \"%s\" }"),
        FUNCTION(
                "terraform_environment_secret",
                "resource \"aws_lambda_function\" \"a\" {\n"
                        + "environment {\nvariables = { %s = \"%s\" }\n}\n}"),
        APP(
                "terraform_environment_secret",
                "resource \"azurerm_linux_web_app\" \"a\" { app_settings = { %s = \"%s\" } }"),
        SETTINGS_OF_APP(
                "terraform_environment_secret",
                "resource \"azurerm_linux_web_app\" \"a\" {\n"
                        + "app_settings = { A = jsonencode({ b = [{ %s = \"%s\" }] }) }\n}"),
        CONTAINER(
                "terraform_ecs_environment_secret",
                "resource \"aws_ecs_task_definition\" \"a\" {\n"
                    + " container_definitions = jsonencode([{ environment = [{ name = \"%s\", value"
                    + " = \"%s\" }] }])\n"
                    + "}"),
        CHART(
                "terraform_password_written_down",
                "resource \"helm_release\" \"a\" {\n"
                        + "set = [{ name = \"shop.%s\", value = \"%s\" }]\n}"),
        VALUES(
                "terraform_password_written_down",
                "resource \"helm_release\" \"a\" {\n"
                        + "values = [yamlencode({ shop = { %s = \"%s\" } })]\n}"),
        COMMAND(
                "terraform_provisioner_secret",
                "resource \"null_resource\" \"a\" {\nprovisioner \"local-exec\" {\n"
                        + "command = \"make\"\nenvironment = { %s = \"%s\" }\n}\n}"),
        SCRIPT(
                "terraform_provisioner_secret",
                "resource \"null_resource\" \"a\" {\nprovisioner \"local-exec\" {\n"
                        + "command = \"export %s=%s\"\n}\n}"),
        OPTION(
                "terraform_provisioner_secret",
                "resource \"null_resource\" \"a\" {\nprovisioner \"local-exec\" {\n"
                        + "command = \"login --%s %s\"\n}\n}"),
        YAML(
                "terraform_provisioner_secret",
                "resource \"null_resource\" \"a\" {\nprovisioner \"local-exec\" {\n"
                        + "inline = [\"a:\\n  %s: %s\"]\n}\n}");

        private final String check;
        private final String text;

        Where(String check, String text) {
            this.check = check;
            this.text = text;
        }

        @Nullable Verdict verdict(String name) throws Exception {
            String filled = text.formatted(name, "kq8vZx41-Tpw7");
            return switch (this) {
                case IMAGE, ARGUMENT -> Judged.image(filled, check);
                case POD, SETTINGS_OF_POD -> Judged.yaml(Judged.container(filled), check);
                default -> Judged.terraform(filled, check);
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Where.class)
    void aNameIsASecretWhereverItStands(Where where) throws Exception {
        assertThat(SECRET)
                .allSatisfy(name -> assertThat(where.verdict(name)).isEqualTo(Verdict.FAIL));
    }

    @ParameterizedTest
    @EnumSource(Where.class)
    void anotherIsNowhere(Where where) throws Exception {
        assertThat(OTHER)
                .allSatisfy(name -> assertThat(where.verdict(name)).isNotEqualTo(Verdict.FAIL));
    }

    /** Of what is called secret, a part is only what it is called elsewhere. */
    @Test
    void aReferenceIsNoSecret() throws Exception {
        for (String variable :
                List.of(
                        "REGISTRY_CREDENTIALS=regcred",
                        "CREDENTIALS=account.json",
                        "PRIVATE_KEY=server.key",
                        "SETTINGS={\"credentials\": \"same-origin\"}",
                        "SETTINGS=credentials: 'include'",
                        "SETTINGS=secretKey: db-password",
                        "SETTINGS=passwordSecretKey: password",
                        "SETTINGS={\"passwordSecretKey\": \"db-password\"}",
                        "SETTINGS={\"authSecret\": \"shop-database\"}",
                        "SETTINGS={\"auth-secret\": \"shop/database\"}",
                        "ENCRYPTION_KEY=alias/shop",
                        "ENCRYPTION_KEY=projects/a/locations/eu/keyRings/b/cryptoKeys/c",
                        "URL=amqp://shop:API_KEY@queue",
                        "URL=amqp://shop:PASS@queue",
                        "URL=amqp://shop:PASSPHRASE@queue")) {
            assertThat(Judged.variable(variable)).as(variable).isEqualTo(Verdict.PASS);
        }
        for (String variable :
                List.of(
                        "REGISTRY_CREDENTIALS=shop:kq8vZx41",
                        "SETTINGS=jwtSecret: swordfish",
                        "SETTINGS=client-secret: swordfish",
                        "SETTINGS={\"jwtSecret\": \"swordfish\"}",
                        "SETTINGS={\"passwordSecret\": \"kq8vZx41\"}",
                        "STORAGE=AccountName=shop;AccountKey=a3E4eHh4eHh4eHh4==;",
                        "URL=amqp://shop:key@queue",
                        "URL=amqp://shop:API_KEY_9@queue")) {
            assertThat(Judged.variable(variable)).as(variable).isEqualTo(Verdict.FAIL);
        }
    }

    @Test
    void attributesOfTerraformAreCalledAsItsProvidersCallThem() {
        assertThat(List.of("password", "master_password", "auth_token", "plaintext_value"))
                .allMatch(SecretNames::includeAttribute);
        assertThat(List.of("token", "secret", "manage_master_user_password_by", "api_key"))
                .noneMatch(SecretNames::includeAttribute);
    }
}
