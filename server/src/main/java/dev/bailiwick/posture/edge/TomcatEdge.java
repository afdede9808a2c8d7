package dev.bailiwick.posture.edge;

import dev.bailiwick.posture.edge.limit.ImpatientProtocol;
import dev.bailiwick.posture.edge.limit.LimitProperties;
import dev.bailiwick.posture.edge.limit.LingeringValve;
import dev.bailiwick.posture.edge.tls.TlsProperties;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * Gives Tomcat its address, certificate and limits. Comes after Spring Boot's own settings and
 * wins.
 */
final class TomcatEdge
        implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

    private static final int BACKLOG = 200;
    private static final int HEADERS = 100;

    private final HttpProperties http;
    private final TlsProperties tls;
    private final LimitProperties limits;

    TomcatEdge(HttpProperties http, TlsProperties tls, LimitProperties limits) {
        this.http = http;
        this.tls = tls;
        this.limits = limits;
    }

    @Override
    public int getOrder() {
        return 100;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(ImpatientProtocol.class.getName());
        factory.setAddress(http.address());
        factory.setPort(http.port());
        factory.setContextPath(http.pathPrefix());
        String bundle = tls.bundle();
        if (bundle != null) {
            factory.setSsl(Ssl.forBundle(bundle));
        }
        factory.addConnectorCustomizers(this::limit);
        factory.addEngineValves(new LingeringValve(), new AnswerHeadersValve());
        factory.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new ErrorAnswerValve()));
    }

    private void limit(Connector connector) {
        // forms are not read here; a body is read by its endpoint alone, within the limits of the
        // edge
        connector.setMaxPostSize(Math.toIntExact(limits.body().toBytes()));
        if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol) {
            if (protocol instanceof ImpatientProtocol impatient) {
                impatient.setHeadTime(limits.headTime());
            }
            protocol.setMaxHttpRequestHeaderSize(Math.toIntExact(limits.headers().toBytes()));
            protocol.setMaxHeaderCount(HEADERS);
            protocol.setMaxConnections(limits.connections());
            protocol.setAcceptCount(BACKLOG);
            protocol.setConnectionTimeout(Math.toIntExact(limits.silence().toMillis()));
            protocol.setKeepAliveTimeout(Math.toIntExact(limits.silence().toMillis()));
        }
    }
}
