package dev.bailiwick.spring.task;

import dev.bailiwick.core.CarriedValue;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.spring.LoggedScopes;

import org.springframework.core.task.TaskDecorator;

/**
 * Carries the scope in which a task was handed over to the thread that runs it, and what adapters
 * bound beside it. A task handed over outside any scope runs outside any.
 */
final class ScopeTaskDecorator implements TaskDecorator {

    @Override
    public Runnable decorate(Runnable task) {
        return Scopes.current().isPresent() ? LoggedScopes.carry(task) : CarriedValue.carry(task);
    }
}
