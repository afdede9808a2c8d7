package dev.bailiwick.posture.edge;

import dev.bailiwick.posture.edge.address.ForwardedFilter;
import dev.bailiwick.posture.edge.address.HostFilter;
import dev.bailiwick.posture.edge.limit.BodyLimitFilter;
import dev.bailiwick.posture.edge.limit.LimitProperties;
import dev.bailiwick.posture.edge.log.LogProperties;
import dev.bailiwick.posture.edge.tls.TlsProperties;
import dev.bailiwick.posture.jsonapi.error.ErrorWriter;

import io.micrometer.core.instrument.MeterRegistry;

import jakarta.servlet.Filter;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.filter.CorsFilter;

import java.time.Duration;
import java.util.List;

/** The filters in front of everything, in the order in which a request passes them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    ApiProperties.class,
    HttpProperties.class,
    LimitProperties.class,
    LogProperties.class
})
class EdgeConfiguration {

    private static final int FIRST = Integer.MIN_VALUE + 100;

    /** Right behind the filter of the toolkit that enters the scope of the caller. */
    private static final int IN_SCOPE = -99;

    @Bean
    static ConfigurationPropertiesBindHandlerAdvisor writtenUnits(Environment environment) {
        return handler -> new WrittenUnits(environment, handler);
    }

    @Bean
    TomcatEdge tomcatEdge(HttpProperties http, TlsProperties tls, LimitProperties limits) {
        return new TomcatEdge(http, tls, limits);
    }

    @Bean
    FilterRegistrationBean<Filter> forwarded(HttpProperties http) {
        return filter(new ForwardedFilter(http.proxies(), http.forwardedHeaders()), FIRST);
    }

    @Bean
    FilterRegistrationBean<Filter> requestLog(LogProperties log, MeterRegistry registry) {
        return filter(new RequestLogFilter(log.requests(), new RequestTimer(registry)), FIRST + 1);
    }

    @Bean
    FilterRegistrationBean<Filter> answerHeaders() {
        return filter(new AnswerHeadersFilter(), FIRST + 2);
    }

    @Bean
    FilterRegistrationBean<Filter> hosts(HttpProperties http, ErrorWriter errors) {
        return filter(new HostFilter(http.address(), http.allowedHosts(), errors), FIRST + 3);
    }

    @Bean
    FilterRegistrationBean<Filter> origins(HttpProperties http) {
        CorsConfiguration listed = new CorsConfiguration();
        listed.setAllowedOrigins(http.allowedOrigins());
        listed.setAllowedMethods(List.of("GET", "HEAD", "POST", "PATCH", "DELETE"));
        listed.setAllowedHeaders(
                List.of(
                        "Authorization",
                        "Content-Type",
                        "Accept",
                        "Invitation-Token",
                        RequestId.HEADER));
        listed.setExposedHeaders(
                List.of(RequestId.HEADER, "Content-Location", "Location", "Retry-After"));
        listed.setMaxAge(Duration.ofHours(1));
        // an origin that is not listed gets an answer without the headers that would show it to a
        // page
        CorsFilter filter =
                new CorsFilter(
                        request ->
                                listed.checkOrigin(request.getHeader("Origin")) == null
                                        ? null
                                        : listed);
        return filter(filter, FIRST + 4);
    }

    @Bean
    FilterRegistrationBean<Filter> bodyLimit(LimitProperties limits, ErrorWriter errors) {
        return filter(new BodyLimitFilter(limits, errors), FIRST + 5);
    }

    @Bean
    FilterRegistrationBean<Filter> noApi(ApiProperties api, ErrorWriter errors) {
        FilterRegistrationBean<Filter> registration = filter(new NoApiFilter(errors), FIRST + 6);
        registration.setEnabled(!api.served());
        return registration;
    }

    @Bean
    FilterRegistrationBean<Filter> scopeNote() {
        return filter(new ScopeNoteFilter(), IN_SCOPE);
    }

    private static FilterRegistrationBean<Filter> filter(Filter filter, int order) {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(order);
        return registration;
    }
}
