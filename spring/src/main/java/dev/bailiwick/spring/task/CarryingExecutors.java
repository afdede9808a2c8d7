package dev.bailiwick.spring.task;

import org.springframework.beans.DirectFieldAccessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Lets the executors that the application makes itself carry the scope as Boot's own does, and the
 * multicaster that hands events to one. What they decorated tasks with before goes on inside.
 *
 * <p>Schedulers are left out: a task that comes again and again would go on in a scope long after
 * its principal lost it.
 */
final class CarryingExecutors implements BeanPostProcessor {

    private final TaskDecorator carry;

    CarryingExecutors(TaskDecorator carry) {
        this.carry = carry;
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        switch (bean) {
            case TaskScheduler _ -> {}
            case ThreadPoolTaskExecutor executor -> decorate(bean, executor::setTaskDecorator);
            case SimpleAsyncTaskExecutor executor -> decorate(bean, executor::setTaskDecorator);
            case SimpleApplicationEventMulticaster events -> {
                // neither the executor nor the decorator can be asked for in a public way
                if (new DirectFieldAccessor(events).getPropertyValue("taskExecutor")
                        instanceof Executor executor) {
                    events.setTaskExecutor(task -> executor.execute(carry.decorate(task)));
                }
            }
            default -> {}
        }
        return bean;
    }

    private void decorate(Object executor, Consumer<TaskDecorator> set) {
        Object before = new DirectFieldAccessor(executor).getPropertyValue("taskDecorator");
        if (before instanceof TaskDecorator other) {
            if (!(other instanceof ScopeTaskDecorator)) {
                set.accept(task -> carry.decorate(other.decorate(task)));
            }
        } else {
            set.accept(carry);
        }
    }
}
