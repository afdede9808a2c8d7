package dev.bailiwick.examples.school;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.spring.KnownPermissions;
import dev.bailiwick.spring.TenantMembership;
import dev.bailiwick.spring.TenantMembership.Standing;
import dev.bailiwick.spring.web.Principals;
import dev.bailiwick.spring.web.Principals.Identified;

import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.sql.SQLException;
import java.util.Map;
import java.util.Set;

/** Schools that share their tables, with Spring Data JPA. Starts a database of its own. */
@SpringBootApplication(proxyBeanMethods = false)
class SchoolApplication {

    static final String STUDENT_CREATE = "STUDENT_CREATE";

    public static void main(String[] args) throws SQLException {
        start(SchoolDatabase.create().app(), 8090);
    }

    /**
     * @param app logs in as the app role, which owns nothing
     */
    static ConfigurableApplicationContext start(PGSimpleDataSource app, int port) {
        SpringApplication application = new SpringApplication(SchoolApplication.class);
        // snippet settings
        application.setDefaultProperties(
                Map.of(
                        "server.port",
                        port,
                        "spring.datasource.url",
                        SchoolDatabase.url(app),
                        "spring.datasource.username",
                        String.valueOf(app.getUser()),
                        "spring.jpa.open-in-view",
                        "false",
                        "bailiwick.tenant.source",
                        "header:X-School"));
        // end
        return application.run();
    }

    // snippet application
    @Bean
    Wall wall() {
        return SchoolDatabase.WALL;
    }

    @Bean
    KnownPermissions permissions() {
        return () -> Set.of(STUDENT_CREATE);
    }

    /** Asked on every request, so that whoever has left a school is out with the next one. */
    @Bean
    TenantMembership membership(JdbcClient client) {
        return (teacher, school) ->
                client.sql("select head from teacher where school_id = ?")
                        .param(school.value())
                        .query(Boolean.class)
                        .optional()
                        .<Standing>map(
                                head ->
                                        Standing.member(
                                                Scope.Tenant.of(school).as(teacher),
                                                head ? Set.of(STUDENT_CREATE) : Set.of()))
                        .orElseGet(Standing.Stranger::new);
    }

    /** Stands for your sign-in. Never believe a header like this one. */
    @Bean
    Principals principals() {
        return request -> {
            String teacher = request.getHeader("X-Teacher");
            return teacher == null
                    ? new Identified.Nobody()
                    : new Identified.Known(PrincipalId.parse(teacher));
        };
    }

    // end
}
