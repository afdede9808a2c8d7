package dev.bailiwick.examples.school;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;

class SchoolApplicationIT {

    private static final String HILL = "00000000-0000-7000-8000-00000000000a";
    private static final String LAKE = "00000000-0000-7000-8000-00000000000b";
    private static final String HEAD_OF_HILL = "00000000-0000-7000-8000-0000000000a1";
    private static final String TEACHER_OF_LAKE = "00000000-0000-7000-8000-0000000000b1";
    private static final String HANNA = "00000000-0000-7000-8000-0000000000a9";
    private static final String LUIS = "00000000-0000-7000-8000-0000000000b9";

    private static ConfigurableApplicationContext application;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws SQLException {
        application = SchoolApplication.start(SchoolDatabase.create().app(), 0);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void eachSchoolSeesItsOwnStudents() throws Exception {
        assertThat(ofHill("GET", "students").body())
                .contains("Hanna of Hill")
                .doesNotContain("Lake");
        assertThat(ofLake("GET", "students").body())
                .contains("Luis of Lake")
                .doesNotContain("Hill");
    }

    @Test
    void aStudentOfAnotherSchoolDoesNotExist() throws Exception {
        assertThat(ofHill("GET", "students/" + HANNA).body()).contains("Hanna of Hill", "Art");
        assertThat(ofHill("GET", "students/" + LUIS).statusCode()).isEqualTo(404);
        assertThat(ofHill("PUT", "students/" + LUIS + "/subjects/BIO").statusCode()).isEqualTo(404);
    }

    @Test
    void whatHangsOnStudentsFollowsThem() throws Exception {
        assertThat(ofLake("GET", "enrolments/count").body()).isEqualTo("2");
        assertThat(ofLake("GET", "students/" + LUIS).body()).contains("Art", "Biology");
    }

    @Test
    void aNewStudentIsOfTheSchoolThatRegistersIt() throws Exception {
        assertThat(ofHill("POST", "students?name=Nils").statusCode()).isEqualTo(201);

        assertThat(ofHill("GET", "students?name=nils").body()).contains("Nils");
        assertThat(ofLake("GET", "students?name=nils").body()).isEqualTo("[]");
    }

    @Test
    void onlyHeadsRegisterStudents() throws Exception {
        assertThat(ofLake("POST", "students?name=Mia").statusCode()).isEqualTo(403);
    }

    @Test
    void aTeacherOfAnotherSchoolFindsNothing() throws Exception {
        assertThat(send(TEACHER_OF_LAKE, HILL, "GET", "students").statusCode()).isEqualTo(404);
    }

    private static HttpResponse<String> ofHill(String method, String path) throws Exception {
        return send(HEAD_OF_HILL, HILL, method, path);
    }

    private static HttpResponse<String> ofLake(String method, String path) throws Exception {
        return send(TEACHER_OF_LAKE, LAKE, method, path);
    }

    private static HttpResponse<String> send(
            String teacher, String school, String method, String path)
            throws IOException, InterruptedException {
        String port = application.getEnvironment().getProperty("local.server.port");
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/" + path))
                        .header("X-Teacher", teacher)
                        .header("X-School", school)
                        .method(method, BodyPublishers.noBody())
                        .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }
}
