package dev.bailiwick.spring.member;

import dev.bailiwick.core.Scope;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Closes each WebSocket connection, and with it every subscription of STOMP that was made on it,
 * when its principal has lost what was held in the tenant that it was opened for; as {@link
 * Memberships#watch(Scope.Tenant, Runnable)} tells. A connection that is of no tenant is closed at
 * once.
 */
public final class WatchedSessions implements WebSocketHandlerDecoratorFactory {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedSessions.class);

    private static final CloseStatus LOST =
            CloseStatus.POLICY_VIOLATION.withReason("No longer a member");

    private final Memberships memberships;
    private final Function<WebSocketSession, Scope.@Nullable Tenant> scopes;

    /**
     * @param scopes the scope that a connection was opened in, as the handshake has kept it
     */
    public WatchedSessions(
            Memberships memberships, Function<WebSocketSession, Scope.@Nullable Tenant> scopes) {
        this.memberships = memberships;
        this.scopes = scopes;
    }

    @Override
    public WebSocketHandler decorate(WebSocketHandler handler) {
        return new Watching(handler);
    }

    private static void close(WebSocketSession session) {
        try {
            session.close(LOST);
        } catch (IOException gone) {
            LOG.debug("A connection whose member is none was closed by the other side", gone);
        }
    }

    private final class Watching extends WebSocketHandlerDecorator {

        private final Map<String, Watch> watches = new ConcurrentHashMap<>();

        Watching(WebSocketHandler handler) {
            super(handler);
        }

        @Override
        public void afterConnectionEstablished(WebSocketSession session) throws Exception {
            Scope.Tenant opened = scopes.apply(session);
            if (opened == null || !watched(session, opened)) {
                close(session);
                return;
            }
            super.afterConnectionEstablished(session);
        }

        /** From what the principal holds now: it may have moved since the handshake. */
        private boolean watched(WebSocketSession session, Scope.Tenant opened) {
            try {
                if (!(memberships.now(opened) instanceof Scope.Tenant now)) {
                    return false;
                }
                watches.put(session.getId(), memberships.watch(now, () -> close(session)));
            } catch (MembershipLostException lost) {
                return false;
            }
            if (!session.isOpen()) {
                forget(session);
            }
            return true;
        }

        @Override
        public void afterConnectionClosed(WebSocketSession session, CloseStatus status)
                throws Exception {
            forget(session);
            super.afterConnectionClosed(session, status);
        }

        private void forget(WebSocketSession session) {
            Watch watch = watches.remove(session.getId());
            if (watch != null) {
                watch.close();
            }
        }
    }
}
