package dev.bailiwick.core;

import java.lang.ScopedValue.CallableOp;
import java.util.Map;
import java.util.concurrent.ForkJoinWorkerThread;

/** What work takes along to another thread: the scope, and what adapters have bound. */
record Handover(ScopeFrame frame, Map<CarriedValue<?>, Object> values) {

    /** Of the running thread, whose scope is {@code frame}'s. */
    static Handover of(ScopeFrame frame) {
        return new Handover(frame, CarriedValue.bound());
    }

    /**
     * Runs {@code work} in the scope, entered anew. A worker of a fork-join pool is told by its
     * class; virtual threads are none.
     */
    <R, X extends Throwable> R enter(CallableOp<? extends R, X> work) throws X {
        if (Thread.currentThread() instanceof ForkJoinWorkerThread) {
            throw new ScopeNotCarriedException(frame.scope());
        }
        return CarriedValue.call(values, () -> Scopes.<R, X>enter(frame.again(), work));
    }
}
