package dev.bailiwick.spring.wall;

import dev.bailiwick.spring.start.StartRefusedException;
import dev.bailiwick.spring.start.StartRefusedException.Fault;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import java.util.Arrays;
import java.util.List;

/**
 * Refuses sessions that stay open while the view is rendered: they load rows after the work's
 * transaction, on a connection and in a scope that nobody chose for them.
 */
final class ViewSessions implements SmartInitializingSingleton {

    private final ConfigurableListableBeanFactory beans;

    ViewSessions(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /**
     * @throws StartRefusedException if there is one
     */
    @Override
    public void afterSingletonsInstantiated() {
        List<Fault> faults =
                Arrays.stream(beans.getBeanDefinitionNames())
                        .filter(name -> holdsViewSession(beans.getType(name, false)))
                        .map(
                                name ->
                                        new Fault(
                                                "Bean %s keeps the session open while the view is rendered"
                                                        .formatted(name),
                                                "Set spring.jpa.open-in-view=false, and load what"
                                                        + " the view shows in the transaction."))
                        .toList();
        if (!faults.isEmpty()) {
            throw new StartRefusedException(faults);
        }
    }

    private static boolean holdsViewSession(@Nullable Class<?> type) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            String name = at.getName();
            if (name.startsWith("org.springframework.orm.")
                    && (at.getSimpleName().startsWith("OpenEntityManagerInView")
                            || at.getSimpleName().startsWith("OpenSessionInView"))) {
                return true;
            }
        }
        return false;
    }
}
