package dev.bailiwick.posture.edge.address;

import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.error.ErrorWriter;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** Refuses requests that were sent to another name than ours. */
public final class HostFilter extends OncePerRequestFilter {

    private final AllowedHosts hosts;
    private final ErrorWriter errors;

    /**
     * @param bound the address that is listened on
     * @param allowed names beside it and the loopback names
     */
    public HostFilter(InetAddress bound, List<String> allowed, ErrorWriter errors) {
        this.hosts = new AllowedHosts(bound, allowed);
        this.errors = errors;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (hosts.allow(request.getServerName())) {
            chain.doFilter(request, response);
        } else {
            errors.write(
                    response,
                    ApiException.of(
                            400,
                            "invalid_host",
                            "This server does not answer under that host name;"
                                    + " bailiwick.http.allowed-hosts lists those that it does."));
        }
    }
}
