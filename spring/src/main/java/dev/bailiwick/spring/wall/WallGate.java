package dev.bailiwick.spring.wall;

import dev.bailiwick.core.WallException;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.spring.start.StartRefusedException;
import dev.bailiwick.spring.start.StartRefusedException.Fault;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

/**
 * Lets the application start, or names what is wrong: first whether every data source is where it
 * belongs, then whether the database is as declared. Whatever uses the database comes after it, and
 * it after whatever migrates.
 */
final class WallGate implements InitializingBean {

    private static final Logger LOG = LoggerFactory.getLogger(WallGate.class);

    private final ConfigurableListableBeanFactory beans;
    private final ObjectProvider<Wall> walls;
    private final ScopedDataSources scoped;
    private final UnscopedBeans unscoped;

    WallGate(
            ConfigurableListableBeanFactory beans,
            ObjectProvider<Wall> walls,
            ScopedDataSources scoped,
            UnscopedBeans unscoped) {
        this.beans = beans;
        this.walls = walls;
        this.scoped = scoped;
        this.unscoped = unscoped;
    }

    /**
     * @throws StartRefusedException if a data source is not behind the wall, nor declared
     * @throws WallException with everything that differs in the databases
     */
    @Override
    public void afterPropertiesSet() {
        List<String> names =
                List.of(
                        BeanFactoryUtils.beanNamesForTypeIncludingAncestors(
                                beans, DataSource.class));
        List<Fault> faults = new ArrayList<>(unscoped.faults(names));
        boolean walled = walls.getIfAvailable() != null;
        for (String name : names) {
            if (!unscoped.contains(name)) {
                DataSource source = beans.getBean(name, DataSource.class);
                if (!ScopedDataSources.isScoped(source)) {
                    faults.add(walled ? notBehind(name) : noWall(name));
                } else if (ScopedDataSources.isBelievedAlone(source)) {
                    faults.add(believedAlone(name));
                }
            }
        }
        if (walled && !names.isEmpty()) {
            DataSource injected = beans.getBeanProvider(DataSource.class).getIfUnique();
            if (injected != null && !ScopedDataSources.isScoped(injected)) {
                faults.add(
                        new Fault(
                                "What is injected where a DataSource is asked for is not behind the"
                                        + " wall",
                                "Mark the unscoped one with @Bean(defaultCandidate = false), and"
                                        + " leave the app role's pool as the only other."));
            }
        }
        if (walled && faults.isEmpty() && scoped.compared().isEmpty() && !names.isEmpty()) {
            faults.add(nothingCompared());
        }
        if (!faults.isEmpty()) {
            throw new StartRefusedException(faults);
        }
        openGates();
    }

    private void openGates() {
        Map<String, List<dev.bailiwick.core.Fault>> differing = new LinkedHashMap<>();
        scoped.compared()
                .forEach(
                        (name, one) -> {
                            try {
                                differing.put(name, one.pass());
                            } catch (SQLException unreadable) {
                                throw new StartRefusedException(
                                        List.of(unread(name, unreadable)), unreadable);
                            }
                        });
        List<dev.bailiwick.core.Fault> faults = Compared.merged(differing);
        if (!faults.isEmpty()) {
            throw new WallException(faults);
        }
        if (!differing.isEmpty()) {
            LOG.info("The database is as its wall declares, by {}", differing.keySet());
        }
    }

    private static Fault noWall(String name) {
        return new Fault(
                "Data source bean %s stands behind no wall, and there is no Wall bean"
                        .formatted(name),
                "Declare the tables in a bean of type dev.bailiwick.postgres.Wall. If the database"
                        + " has no tenants, declare the data source with @Unscoped(\"why\").");
    }

    private static Fault nothingCompared() {
        return new Fault(
                "No database was compared with the Wall bean: no data source bean is a pool",
                "Let the app role's pool be the bean, not a ScopedDataSource over it: it is put"
                        + " behind the wall by itself, and by a ScopedPools bean with seals, pools"
                        + " of other roles and replicas. Declare pools of other databases with"
                        + " @Unscoped(\"why\").");
    }

    private static Fault notBehind(String name) {
        return new Fault(
                "Data source bean %s stands in front of the wall: it was made before it could be"
                                .formatted(name)
                        + " put behind",
                "Do not need it from a BeanPostProcessor, or declare it with @Unscoped(\"why\").");
    }

    private static Fault believedAlone(String name) {
        return new Fault(
                "Data source bean %s is a GuardedDataSource of the application's own, which nobody"
                                .formatted(name)
                        + " can compare with the wall",
                "Let the bean be the pool: it is put behind the wall by itself, or as a ScopedPools"
                        + " bean says; or declare it with @Unscoped(\"why\").");
    }

    private static Fault unread(String name, SQLException failure) {
        return new Fault(
                "The database of data source bean %s cannot be compared with its wall: %s"
                        .formatted(name, failure.getMessage()),
                "Check its url and login: it must be PostgreSQL, reached as the app role. One of"
                        + " another database is declared with @Unscoped(\"why\").");
    }
}
