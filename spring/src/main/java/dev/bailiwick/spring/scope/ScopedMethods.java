package dev.bailiwick.spring.scope;

import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.core.Ordered;

import java.lang.reflect.Method;

/**
 * Puts the declared scope around the methods of beans: outside transactions, caches and whatever
 * else is around them, because those need the scope; inside of {@code @Async} alone, because a
 * scope does not leave its thread.
 */
final class ScopedMethods extends AbstractBeanFactoryAwareAdvisingPostProcessor {

    private static final long serialVersionUID = 1L;

    private final transient DeclarationCheck check;

    ScopedMethods(Declarations declarations, DeclarationCheck check, MethodInterceptor around) {
        this.check = check;
        this.advisor = new DefaultPointcutAdvisor(new Declared(declarations), around);
        setBeforeExistingAdvisors(true);
        setProxyTargetClass(true);
        // just before the one of @Async, which comes last and puts itself outermost
        setOrder(Ordered.LOWEST_PRECEDENCE - 1);
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        check.check(bean.getClass());
        return bean;
    }

    @Override
    protected void customizeProxyFactory(ProxyFactory factory) {
        factory.setProxyTargetClass(true);
    }

    private static final class Declared extends StaticMethodMatcherPointcut {

        private final Declarations declarations;

        private Declared(Declarations declarations) {
            this.declarations = declarations;
        }

        @Override
        public boolean matches(Method method, Class<?> type) {
            return declarations.find(method, type) != null;
        }
    }
}
