package dev.bailiwick.checks;

import static dev.bailiwick.checks.Judged.container;
import static dev.bailiwick.checks.Judged.image;
import static dev.bailiwick.checks.Judged.json;
import static dev.bailiwick.checks.Judged.terraform;
import static dev.bailiwick.checks.Judged.variable;
import static dev.bailiwick.checks.Judged.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** What is said of lines as many repositories have them. */
final class ShapesTest {

    private static final String PIPE = "dockerfile_pipe_to_shell";
    private static final String BUILT_IN = "dockerfile_secret_in_build";
    private static final String COPIED = "dockerfile_copied_image_tag";
    private static final String IMAGE = "kubernetes_image_tag";
    private static final String STARTS = "terraform_start_script_secret";
    private static final String PASSWORD = "terraform_password_written_down";
    private static final String RUN = "terraform_provisioner_secret";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "curl -sS https://getcomposer.org/installer | php -- --install-dir=/usr/local/bin",
                "curl -sSL https://install.python-poetry.org | POETRY_HOME=/opt/poetry python3 -",
                "curl -sSL https://install.python-poetry.org | python3 - --version 1.8.2",
                "curl -sfL https://get.k3s.io | INSTALL_K3S_VERSION=v1 K3S_TOKEN=\"a\" sh -s -",
                "curl -fsSL https://deb.nodesource.com/setup_20.x | env A=1 bash -",
                "curl -fsSL https://deb.nodesource.com/setup_20.x | sudo -E -u root bash",
                "curl -L https://cpanmin.us | perl - App::cpanminus",
                "wget -qO- 'https://x/a?b=1&c=2' 2>/dev/null | sh",
                "curl https://sh.rustup.rs -sSf | sh -s -- -y && true",
                "curl https://x |& bash",
                "echo ok & curl https://x | sh",
            })
    void whatIsFetchedIsRunWhateverStandsBetween(String command) throws Exception {
        assertThat(image("RUN " + command, PIPE)).as(command).isEqualTo(Verdict.FAIL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "curl -f https://x/tool -o tool || sh build.sh",
                "curl -fsS localhost:80/health & cat list | sh",
                "curl https://x/versions | python3 -m json.tool",
                "curl https://x/versions | python3 -c 'import sys' > a",
                "curl https://x/versions | perl -ne 'print'",
                "curl https://x/a.sql | ruby-filter | php-cs-fixer",
                "curl https://x/a.tgz | tar xz && ./configure --prefix=/bin/sh",
                "curl https://x -o a; cat a | sh",
            })
    void whatIsFetchedIsNotRunByWhatOnlyLooksLikeIt(String command) throws Exception {
        assertThat(image("RUN " + command, PIPE)).as(command).isEqualTo(Verdict.PASS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ARG NPM_TOKEN NODE_ENV=production",
                "ARG NPM_TOKEN GITHUB_TOKEN",
                "ARG NPM_TOKEN",
                "ONBUILD ARG NPM_TOKEN GITHUB_TOKEN",
                "ENV API_KEY=<your-key>",
                "ENV API_KEY \"<your key>\"",
                "ENV TOKEN=%TOKEN% A=1",
                "ENV TOKEN=$token",
                "ENV DB_PASSWORD=/run/secrets/db",
                "ENV SECRET_KEY=dummy",
                "ENV SECRET_KEY_BASE=\"changeme\"",
                "ENV TOKEN_LIFETIME=86400 MAX_TOKEN=128000",
                "ENV DATABASE_URL=postgres://postgres:postgres@localhost:5432/dev",
                "ENV DATABASE_URL=postgres://USER:PASSWORD@HOST/DB",
                "ENV PASSWORD_FILE=\"/run/a b\" \\\n  MODE='x'",
                "RUN DATABASE_URL=postgres://user:pass@localhost/db bundle exec rails"
                        + " assets:precompile",
                "RUN DATABASE_URL=postgres://user:pass@127.0.0.1/db npx prisma generate",
                "RUN DATABASE_URL=postgres://user:pass@/db python manage.py collectstatic",
                "RUN sed -i 's@http://proxy:8080@http://new@' f",
                "RUN SECRET_KEY_BASE=1 bin/rails assets:precompile",
            })
    void whatIsToBePutIntoAnImageIsNoSecret(String line) throws Exception {
        assertThat(image(line, BUILT_IN)).as(line).isNotEqualTo(Verdict.FAIL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ENV DB_PASSWORD not-a-real-one",
                "ENV A=1 DB_PASSWORD='not-a-real-one'",
                "ENV A=\"b c\" \\\n  DB_PASSWORD=\"not a real one\"",
                "ONBUILD ENV DB_PASSWORD not-a-real-one",
                "ONBUILD ARG A DB_PASSWORD=not-a-real-one",
                "ARG NPM_TOKEN GITHUB_TOKEN=not-a-real-one",
                "ENV SECRET_KEY=not-a-real-one",
                "ENV SECRET_KEY_BASE=not-a-real-one",
                "ENV DB_PASSWORD=${DB_PASSWORD:-not-a-real-one}",
                "ENV DB_PASSWORD=12345678",
                "RUN git clone https://shop:not-a-real-one@example.com/shop.git",
                "RUN sed -i 's@http://proxy:8080@http://shop:not-a-real-one@x@' f",
                "ENV URL=amqp://shop:not-a-real-one@localhost.example.com",
                "RUN aws configure set aws_access_key_id AKIAIOSFODNN7EXAMPLE",
            })
    void whatStandsInAnImageIsOne(String line) throws Exception {
        assertThat(image(line, BUILT_IN)).as(line).isEqualTo(Verdict.FAIL);
    }

    @Test
    void imagesThatFilesAreCopiedFromAreNamedByAVersion() throws Exception {
        for (String pinned :
                List.of("build", "Build", "0", "php:8.3", "ghcr.io/astral-sh/uv:0.5", "context")) {
            assertThat(image("COPY --from=" + pinned + " /a /b", COPIED))
                    .as(pinned)
                    .isEqualTo(Verdict.PASS);
        }
        for (String open : List.of("ghcr.io/astral-sh/uv:latest", "nginx:latest", "a.io/b/c")) {
            assertThat(image("COPY --link --from=" + open + " /a /b", COPIED))
                    .as(open)
                    .isEqualTo(Verdict.FAIL);
        }
        assertThat(image("COPY --from=a.io/b/c:$TAG /a /b", COPIED)).isEqualTo(Verdict.MANUAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${{ values.image }}",
                "$image",
                "#{IMAGE}#",
                "__IMAGE__",
                "@IMAGE@",
                "((image))",
                "{{{image}}}",
                "%IMAGE2%",
                "${A:-${B}}",
                "ghcr.io/acme/{{ .Values.image }}",
                "$(REGISTRY)/team/$(IMAGE)",
                "registry.example.com/${IMAGE}",
                "registry.example.com/$image",
                "app:${TAG}",
                "app:{{ .Values.tag }}",
                "app:__TAG__",
                "app:l${X}t",
                "app@{{ .Values.digest }}",
            })
    void anImageThatIsFilledInIsNotKnown(String image) throws Exception {
        assertThat(yaml(container("image: '" + image + "'"), IMAGE)).isEqualTo(Verdict.MANUAL);
        assertThat(json("\"image\": \"" + image + "\"", IMAGE)).isEqualTo(Verdict.MANUAL);
    }

    @Test
    void ofAnImageThatIsFilledInWhatStandsBehindItIsEnough() throws Exception {
        for (String pinned :
                List.of(
                        "{{ .Values.registry }}/app:1.2",
                        "${IMAGE}:1.2",
                        "{{ include \"a/b\" . }}:1.2-alpine",
                        "app:v${TAG}",
                        "app:{{ .Chart.AppVersion }}-alpine",
                        "app@sha256:${DIGEST}")) {
            assertThat(yaml(container("image: '" + pinned + "'"), IMAGE))
                    .as(pinned)
                    .isEqualTo(Verdict.PASS);
        }
        for (String open : List.of("$(REGISTRY)/team/app", "{{ .Values.image }}:latest")) {
            assertThat(yaml(container("image: '" + open + "'"), IMAGE))
                    .as(open)
                    .isEqualTo(Verdict.FAIL);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DB_PASSWORD=#{DB_PASSWORD}#",
                "DB_PASSWORD=__DB_PASSWORD__",
                "DB_PASSWORD=${{ secrets.DB_PASSWORD }}",
                "DB_PASSWORD=$db_password",
                "DB_PASSWORD=((db-password))",
                "DB_PASSWORD=prefix-{{ .x }}",
                "DB_PASSWORD=${DB_PASSWORD:-}",
                "DB_PASSWORD=${DB_PASSWORD:?it is missing here}",
                "DB_PASSWORD=${DB_PASSWORD:-changeme}",
                "MAX_TOKEN=128000",
                "DATABASE=Server=db;Password=__DB_PASSWORD__;",
                "DATABASE=Server=db;Password=#{DbPassword}#;",
                "SETTINGS=password=%(token)s",
                "SETTINGS=user=x password=********",
                "JAVA_OPTS=-Djavax.net.ssl.trustStorePassword=changeit",
                "SPRING=--spring.ssl.truststore.password=not-a-real-one",
                "SECRET_TEMPLATE=secret: shop-database",
                "EXTRA=image_pull_secret=registry-cred",
                "CLAIMS={\"token\":\"access_token\"}",
                "RULES=token:required,email:optional",
                "MAP=password: userPassword",
                "AUTH=token: bearer",
                "SETTINGS=existingSecretKey: admin-password",
                "SETTINGS=tls-secret-key: Admin-Password",
                "SETTINGS=passwordSecret: shop-database",
                "SETTINGS=auth-secret: shop-database",
                "SETTINGS=usernameSecretKey: username",
                "SETTINGS=bypass: not-a-real-one",
                "CODE=accessToken = event.authorizationToken",
                "CODE=nextToken = response.NextToken",
                "CODE={ authToken: req.headers?.authorization, userId: 1 }",
                "CODE=api_key = settings.API_KEY",
                "URL=amqp://shop:__PASSWORD__@queue",
            })
    void aSettingThatTellsNothingIsNoSecret(String variable) throws Exception {
        assertThat(variable(variable)).as(variable).isEqualTo(Verdict.PASS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DB_PASSWORD=${DB_PASSWORD:-not-a-real-one}",
                "DB_PASSWORD={{ .Values.password | default \"not-a-real-one\" | quote }}",
                "DB_PASSWORD={{ default \"not-a-real-one\" .Values.password }}",
                "DB_PASSWORD={{ .x }}not-a-real-one",
                "DB_PASSWORD=pa$SW0Rd",
                "DB_PASSWORD=12345678",
                "DATABASE=Server=db;Password=not-a-real-one;",
                "JAVA_OPTS=-Djavax.net.ssl.keyStorePassword=not-a-real-one",
                "SETTINGS={\"token\":\"not-a-real-one-9\"}",
                "SETTINGS=client_secret=not-a-real-one",
                "SETTINGS=secret=n0t-a-real-one",
                "SETTINGS=passwordSecretKey: n0t-a-real-one",
                "SETTINGS=authSecret: n0t-a-real-one",
                "SETTINGS=smtp.pass=not-a-real-one",
                "SETTINGS={dbPass: 'not-a-real-one'}",
                "SETTINGS=password=event.authorizationToken",
                "SETTINGS=password: 'event.authorizationToken'",
                "SETTINGS=token: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
                "SETTINGS=token: SG.n0tArea1One.n0tArea1OneEither",
                "URL=amqp://shop:not-a-real-one@localhost",
            })
    void aSettingThatTellsOneIs(String variable) throws Exception {
        assertThat(variable(variable)).as(variable).isEqualTo(Verdict.FAIL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user_data = join(\"\\n\", [\"%s\", \"export DB_PASSWORD=not-a-real-one\", var.x])",
                "user_data = templatefile(\"a.sh\", { db_password = \"not-a-real-one\" })",
                "user_data = try(\"export DB_PASSWORD=not-a-real-one\", \"\")",
                "user_data = lookup({ b = 1 }, \"a\", \"export DB_PASSWORD=not-a-real-one\")",
            })
    void aScriptTellsWhatIsPutIntoIt(String userData) throws Exception {
        String written = userData.replace("%s", "echo ok; ".repeat(150));

        assertThat(terraform("resource \"aws_instance\" \"a\" {\n" + written + "\n}", STARTS))
                .isEqualTo(Verdict.FAIL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user_data = replace(\"export DB_PASSWORD=TO_BE_FILLED ${var.x}\","
                        + " \"TO_BE_FILLED\", var.y)",
                "user_data = length(\"export DB_PASSWORD=not-a-real-one ${var.x}\")",
                "user_data = templatefile(\"a.sh\", { db_password = var.x, secret_name ="
                        + " \"shop/db\" })",
                "user_data = try(var.x, \"\")",
            })
    void andNotWhatIsTakenOutOfIt(String userData) throws Exception {
        assertThat(terraform("resource \"aws_instance\" \"a\" {\n" + userData + "\n}", STARTS))
                .isNull();
    }

    @Test
    void aStoreIsGivenWhatItsTextSays() throws Exception {
        String store = "resource \"vault_generic_secret\" \"a\" { data_json = %s }";

        for (String harmless :
                List.of(
                        "<<EOT\n{\"username\":\"shop\"}\nEOT\n",
                        "jsonencode({ username = \"shop\", token_lifetime = 1, access_token = 86400"
                                + " })")) {
            assertThat(terraform(store.formatted(harmless), PASSWORD)).isEqualTo(Verdict.PASS);
        }
        for (String told :
                List.of(
                        "<<EOT\n{\"password\":\"not-a-real-one\"}\nEOT\n",
                        "\"not-a-real-one\"",
                        "<<E\n{\"a\":\"${var.x}\",\"b\":\"amqp://a:not-a-real-one@b\"}\nE\n")) {
            assertThat(terraform(store.formatted(told), PASSWORD)).isEqualTo(Verdict.FAIL);
        }
    }

    @Test
    void aChartIsGivenPasswordsInThreeWays() throws Exception {
        String chart = "resource \"helm_release\" \"a\" {\n chart = \"shop\"\n %s\n}";

        for (String told :
                List.of(
                        "set_sensitive {\n name = \"a.b\"\n value = \"not-a-real-one\"\n}",
                        "set {\n name = \"auth.password\"\n value = \"not-a-real-one\"\n}",
                        "set {\n name = \"smtp.pass\"\n value = \"not-a-real-one\"\n}",
                        "set {\n name = \"auth.jwtKey\"\n value = \"not-a-real-one\"\n}",
                        "set {\n name = \"passwordSecretKey\"\n value = \"n0t-real\"\n}",
                        "set = [{ name = \"auth.password\", value = \"not-a-real-one\" }]",
                        "set = [{ name = \"auth.secret\", value = \"not-a-real-one\" }]",
                        "set = [{ name = \"auth.token\", value = 12345678901 }]",
                        "values = [\"auth:\\n  password: not-a-real-one\\n\"]",
                        "values = [yamlencode({ auth = { password = \"not-a-real-one\" } })]")) {
            assertThat(terraform(chart.formatted(told), PASSWORD)).as(told).isEqualTo(Verdict.FAIL);
        }
        for (String harmless :
                List.of(
                        "set_sensitive {\n name = \"auth.password\"\n value = var.password\n}",
                        "set {\n name = \"auth.existingSecret\"\n value = \"shop-database\"\n}",
                        "set {\n name = \"auth.secret\"\n value = \"shop-database\"\n}",
                        "set {\n name = \"auth.secretKey\"\n value = \"db-password\"\n}",
                        "set {\n name = \"auth.existingSecretKey\"\n value = \"Key-9\"\n}",
                        "set {\n name = \"passwordSecretKey\"\n value = \"db-password\"\n}",
                        "set {\n name = \"auth.passwordSecret\"\n value = \"shop-db\"\n}",
                        "set {\n name = \"tls.secret\"\n value = \"Shop\"\n}",
                        "set {\n name = \"auth.secret\"\n value = var.x\n}",
                        "set {\n name = \"image.tag\"\n value = \"1.2.3\"\n}",
                        "values = [file(\"values.yaml\")]",
                        "values = [\"auth:\\n"
                                + "  existingSecret: shop-database\\n"
                                + "  secretKey: db-password\\n"
                                + "\"]",
                        "values = [yamlencode({ auth = { secretKey = \"db-password\" } })]",
                        "values = [\"auth:\\n"
                                + "  passwordSecret: shop-database\\n"
                                + "  passwordSecretKey: db-password\\n"
                                + "\"]",
                        "values = [yamlencode({ auth = { existingSecret = \"shop-database\" }"
                                + " })]")) {
            assertThat(terraform(chart.formatted(harmless), PASSWORD))
                    .as(harmless)
                    .isNotEqualTo(Verdict.FAIL);
        }
    }

    @Test
    void aCommandThatIsRunBesideTellsLikeAnyOther() throws Exception {
        String resource = "resource \"null_resource\" \"a\" {\n provisioner \"%s\" {\n %s\n }\n}";

        for (String told :
                List.of(
                        "command = \"psql --password not-a-real-one -h ${var.host}\"",
                        "command = \"login ----password not-a-real-one\"",
                        "command = \"login --password correct.horse\"",
                        "command = \"curl --proxy-user shop --pass not-a-real-one\"",
                        "command = \"cast send --private-key 0xac0974bec39a17e36ba4a6b4\"",
                        "command = \"PRIVATE_KEY=deploy_key make\"",
                        "command = \"export DB_PASS=not-a-real-one\"",
                        "command = \"az storage blob list --account-key not_a_real_one\"",
                        "inline = [\"true\", \"export DB_PASSWORD=not-a-real-one\"]",
                        "environment = { DB_PASSWORD = \"not-a-real-one\" }")) {
            assertThat(terraform(resource.formatted("local-exec", told), RUN))
                    .as(told)
                    .isEqualTo(Verdict.FAIL);
        }
        for (String harmless :
                List.of(
                        "command = \"make\"\n environment = { DB_PASSWORD = var.x }",
                        "command = \"ansible-playbook --private-key deploy_key shop.yaml\"",
                        "command = \"ansible-playbook --private-key=deploy_key shop.yaml\"",
                        "command = \"ssh --ssh-private-key id_ed25519 -- true\"",
                        "command = \"echo ----------- done --bypass something\"")) {
            assertThat(terraform(resource.formatted("local-exec", harmless), RUN))
                    .as(harmless)
                    .isEqualTo(Verdict.PASS);
        }
    }

    @Test
    void whatIsTooLongToBeLookedThroughIsNotKnown() throws Exception {
        String much = "x".repeat(140_000);

        assertThat(variable("DB_PASSWORD=" + much)).isEqualTo(Verdict.MANUAL);
        assertThat(
                        terraform(
                                "resource \"aws_instance\" \"a\" { user_data = \"" + much + "\" }",
                                STARTS))
                .isEqualTo(Verdict.MANUAL);
        assertThat(
                        terraform(
                                "resource \"a\" \"b\" {\n password = \""
                                        + much
                                        + "\"\n c {\n password = \"not-a-real-one\"\n }\n}",
                                PASSWORD))
                .isEqualTo(Verdict.FAIL);
    }
}
