package dev.bailiwick.spring.member;

/**
 * Something that lives for as long as its authority does, and is ended when that is lost. To be
 * closed when it ends by itself.
 */
public interface Watch extends AutoCloseable {

    /** Watches no longer: nobody is told of a loss from now on. May be called again. */
    @Override
    void close();
}
