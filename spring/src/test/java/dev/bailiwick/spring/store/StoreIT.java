package dev.bailiwick.spring.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** What the page for newcomers shows, from an empty server to two tenants, with nothing else. */
@SuppressWarnings("NullAway.Init") // made before all tests
class StoreIT {

    private static final String ACME = "00000000-0000-7000-8000-00000000000a";
    private static final String BOLT = "00000000-0000-7000-8000-00000000000b";
    private static final String ANN = "00000000-0000-7000-8000-0000000000a1";
    private static final String BEN = "00000000-0000-7000-8000-0000000000b1";

    private static String place = "";
    private static ConfigurableApplicationContext application;

    @BeforeAll
    static void followThePage() throws SQLException, IOException {
        // any database of the test server, for the way to it
        TestDatabase server = Blueprint.of("elsewhere").database();
        PGSimpleDataSource superuser = server.as("postgres");
        place = "jdbc:postgresql://localhost:%d/store".formatted(superuser.getPortNumbers()[0]);
        for (String part : roles()) {
            try (Connection connection = superuser.getConnection()) {
                Sql.execute(connection, part);
            }
            if (part.startsWith("create database")) {
                superuser.setDatabaseName("store");
                superuser.setCurrentSchema(null);
            }
        }
        application = start();
    }

    /** Statement by statement, as psql does it, with a connection for each. */
    static String[] roles() throws IOException {
        return Files.readString(Path.of("src/test/resources/store/roles.sql"))
                .replaceAll("(?m)^--.*\n", "")
                .replace("\\connect store\n", "")
                .strip()
                .split(";\\s*");
    }

    private static ConfigurableApplicationContext start() {
        return new SpringApplication(StoreApplication.class)
                .run(
                        "--spring.config.location=classpath:store/application.properties",
                        "--spring.datasource.url=" + place + "?currentSchema=store",
                        "--spring.flyway.url=" + place,
                        "--server.port=0");
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    // snippet http
    @Test
    void eachTenantSeesWhatItAddedAndNothingElse() throws Exception {
        assertThat(ask("POST", ANN, ACME, "anvil").statusCode()).isEqualTo(200);
        assertThat(ask("POST", BEN, BOLT, "nut").statusCode()).isEqualTo(200);

        assertThat(ask("GET", ANN, ACME, "").body()).isEqualTo("[\"anvil\"]");
        assertThat(ask("GET", BEN, BOLT, "").body()).isEqualTo("[\"nut\"]");
        assertThat(ask("GET", ANN, BOLT, "").statusCode()).isEqualTo(404);
        assertThat(ask("GET", "", ACME, "").statusCode()).isEqualTo(401);
        try (Connection superuser = superuser()) {
            assertThat(Sql.list(superuser, "select name from store.item order by name"))
                    .as("the control, past the policies")
                    .containsExactly("anvil", "nut");
        }
    }

    // end

    private static Connection superuser() throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(place);
        source.setUser("postgres");
        return source.getConnection();
    }

    private static HttpResponse<String> ask(String method, String who, String tenant, String body)
            throws Exception {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/items"))
                        .header("X-Tenant", tenant)
                        .header("Content-Type", "text/plain")
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!who.isEmpty()) {
            request.header("X-Who", who);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
