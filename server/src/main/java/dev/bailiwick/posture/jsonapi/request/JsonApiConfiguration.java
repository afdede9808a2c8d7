package dev.bailiwick.posture.jsonapi.request;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import java.util.List;

/** Makes Spring MVC hand out requests as {@link RequestArguments} reads them. */
@Configuration(proxyBeanMethods = false)
class JsonApiConfiguration implements WebMvcConfigurer {

    private final RequestArguments arguments;
    private final SuccessStatus status;

    JsonApiConfiguration(RequestArguments arguments, SuccessStatus status) {
        this.arguments = arguments;
        this.status = status;
    }

    @Override
    public void addInterceptors(InterceptorRegistry interceptors) {
        interceptors.addInterceptor(status);
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(arguments);
    }
}
