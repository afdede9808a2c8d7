package dev.bailiwick.spring.signin;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Rows;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.spring.TenantMembership;
import dev.bailiwick.spring.TenantMembership.Standing;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableWebSecurity
@Import({ClubDoor.class, ClubNotes.class})
class ClubApplication {

    // snippet wall
    static final Wall WALL =
            Wall.of(
                    "club",
                    Roles.of("club_owner", "club_app"),
                    Table.identity("person").select(Rows.own("id")).changedByOwner(),
                    Table.identity("tenant").select(Rows.ofTenant("id")).changedByOwner(),
                    Table.identity("membership")
                            .select(Rows.own("person_id"), Rows.ofTenant("tenant_id"))
                            .changedByOwner(),
                    Table.internal("applicant"),
                    Table.tenant("note").everything());

    // end

    /** The last mail to each address. */
    static final Map<String, String> MAIL = new ConcurrentHashMap<>();

    @Bean
    Wall wall() {
        return WALL;
    }

    @Bean
    ClubDoor.Post post() {
        return MAIL::put;
    }

    // snippet security
    @Bean
    SecurityFilterChain chain(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(
                        requests ->
                                requests.requestMatchers("/applicants", "/people")
                                        .permitAll()
                                        .anyRequest()
                                        .authenticated())
                .httpBasic(Customizer.withDefaults())
                .csrf(AbstractHttpConfigurer::disable) // no cookie tells who it is
                .build();
    }

    /** People type their address; from then on the name is the person's id. */
    @Bean
    UserDetailsService people(JdbcClient client) {
        return email ->
                Scopes.call(
                        new Scope.Global(), // nobody is known yet
                        () ->
                                client.sql("select id, secret_hash from person_by_email(?)")
                                        .param(email)
                                        .query(
                                                (row, number) ->
                                                        User.withUsername(row.getString("id"))
                                                                .password(
                                                                        row.getString(
                                                                                "secret_hash"))
                                                                .build())
                                        .optional()
                                        .orElseThrow(
                                                () -> new UsernameNotFoundException("unknown")));
    }

    @Bean
    PasswordEncoder passwords() {
        return new BCryptPasswordEncoder();
    }

    // end

    /** Asked in the scope of the principal alone, whose own memberships are all that is there. */
    @Bean
    TenantMembership membership(JdbcClient client) {
        return (person, tenant) ->
                client.sql("select count(*) from membership where tenant_id = ?")
                                .param(tenant.value())
                                .query(Integer.class)
                                .single()
                                .equals(1)
                        ? Standing.member(Scope.Tenant.of(tenant).as(person), Set.of())
                        : new Standing.Stranger();
    }

    /** Boot's own module for Spring Security does this by itself. */
    @Bean
    DelegatingFilterProxyRegistrationBean chainRegistration() {
        var registration = new DelegatingFilterProxyRegistrationBean("springSecurityFilterChain");
        registration.setOrder(-100);
        return registration;
    }
}
