package dev.bailiwick.spring.scope;

import dev.bailiwick.spring.start.StartRefusedException;
import dev.bailiwick.spring.start.StartRefusedException.Fault;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks at the class of every bean before the first is made, and names all faults at once. */
final class DeclarationCheck implements BeanFactoryPostProcessor {

    private static final String MEND =
            "A scheduled method says @InEachTenant, @InGlobalScope, @InMaintenance or @NoScope. A"
                + " method with a scope is neither private nor final nor static, its class is not"
                + " final, and it is called from another bean: move it there, or enter the scope"
                + " with Scopes.call. For a scheduled bean of others, set bailiwick.scheduled.<bean"
                + " or class> to none, global, each-tenant or 'maintenance for 30s: <reason>'.";

    private final Declarations declarations;
    private final ScheduledBeans scheduled;

    DeclarationCheck(Declarations declarations, ScheduledBeans scheduled) {
        this.declarations = declarations;
        this.scheduled = scheduled;
    }

    /**
     * @throws StartRefusedException if a declaration could not hold
     */
    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        List<String> faults = new ArrayList<>(scheduled.declareIn(beans, declarations));
        boolean each = false;
        Set<Class<?>> seen = new HashSet<>();
        for (String name : beans.getBeanDefinitionNames()) {
            Class<?> type = beans.getType(name, false);
            if (type == null || !seen.add(ClassUtils.getUserClass(type))) {
                continue;
            }
            if (type.isInterface() && beans.isFactoryBean(name)) {
                faults.addAll(declarations.onInterface(type));
            }
            Declarations.OfClass read = declarations.of(type);
            faults.addAll(read.faults());
            each |= read.byMethod().containsValue(new Declaration.EntersEach());
        }
        if (each && beans.getBeanNamesForType(ActiveTenants.class, true, false).length == 0) {
            faults.add("@InEachTenant is used, and no ActiveTenants bean names the tenants");
        }
        refuse(faults);
    }

    /** For a bean whose class was not known before it was made. */
    void check(Class<?> type) {
        refuse(declarations.of(type).faults());
    }

    private static void refuse(List<String> faults) {
        if (!faults.isEmpty()) {
            throw new StartRefusedException(
                    faults.stream().map(fault -> new Fault(fault, MEND)).toList());
        }
    }
}
