package dev.bailiwick.posture;

import dev.bailiwick.posture.database.DatabaseStart;
import dev.bailiwick.posture.edge.StartCheck;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.MultipartAutoConfiguration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.ContextClosedEvent;

import java.time.Clock;
import java.util.Map;

/** The server as a Spring application. */
@SpringBootApplication(
        proxyBeanMethods = false,
        exclude = {
            DataSourceAutoConfiguration.class,
            DataSourceTransactionManagerAutoConfiguration.class,
            FlywayAutoConfiguration.class,
            JdbcClientAutoConfiguration.class,
            JdbcTemplateAutoConfiguration.class,
            // uploads are read as they come, never parsed into parts beforehand
            MultipartAutoConfiguration.class,
            TaskExecutionAutoConfiguration.class,
            TaskSchedulingAutoConfiguration.class
        })
public class Posture {

    private static final Logger log = LoggerFactory.getLogger(Posture.class);

    /** The time of everything that compares times, but for what the database compares itself. */
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /**
     * Starts the server, its database first.
     *
     * @param settings Spring properties by name; they win over the environment and files
     * @return the running server; closing it drains requests and stops the database
     * @throws dev.bailiwick.cli.CommandException for every failure that is expected; nothing is
     *     left running
     */
    public static ConfigurableApplicationContext start(Map<String, String> settings) {
        DatabaseStart database = new DatabaseStart();
        SpringApplication application = new SpringApplication(Posture.class);
        application.setWebApplicationType(WebApplicationType.SERVLET);
        application.setBannerMode(Banner.Mode.OFF);
        application.addInitializers(new StartCheck(), database);
        application.addListeners(
                (ApplicationListener<ContextClosedEvent>)
                        closed -> log.info("Stopping: what is being answered is waited for"));
        SpringApplication.getShutdownHandlers().add(database::close);
        try {
            return application.run(
                    settings.entrySet().stream()
                            .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                            .toArray(String[]::new));
        } catch (RuntimeException e) {
            database.close();
            throw StartFaults.explain(e);
        }
    }
}
