package dev.bailiwick.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.Scopes;

import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.bytecode.enhance.spi.DefaultEnhancementContext;
import org.hibernate.bytecode.enhance.spi.Enhancer;
import org.hibernate.bytecode.enhance.spi.UnloadedField;
import org.hibernate.bytecode.internal.BytecodeProviderInitiator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Attributes that the class itself loads when they are asked for. */
class EnhancedIT {

    @Test
    void anAttributeIsNotLoadedAfterItsScope() throws Throwable {
        Class<?> club = new Enhancing().loadClass(LazyClub.class.getName());
        Schools schools = Schools.open();
        SessionFactory factory =
                schools.factory(
                        new BootstrapServiceRegistryBuilder()
                                .applyClassLoader(club.getClassLoader())
                                .build(),
                        schools.scoped(),
                        List.of(club),
                        Map.of());
        try (Session session = Scopes.call(Schools.acme(), factory::openSession)) {
            Object loaded =
                    Scopes.call(Schools.acme(), () -> session.find(club, Schools.ACME.value()));

            assertThatExceptionOfType(ScopeMismatchException.class)
                    .isThrownBy(() -> Scopes.call(Schools.bolt(), () -> name(loaded)));
            assertThat(Scopes.call(Schools.acme(), () -> name(loaded))).isEqualTo("acme-chess");
        }
    }

    private static Object name(Object club) throws Throwable {
        try {
            return club.getClass().getMethod("getName").invoke(club);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    /** Defines the class anew, as a build with Hibernate's plugin would. */
    private static final class Enhancing extends ClassLoader {

        private static final @Nullable Enhancer ENHANCER =
                BytecodeProviderInitiator.buildDefaultBytecodeProvider()
                        .getEnhancer(
                                new DefaultEnhancementContext() {
                                    @Override
                                    public boolean isLazyLoadable(UnloadedField field) {
                                        return true;
                                    }
                                });

        private Enhancing() {
            super(EnhancedIT.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(LazyClub.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            byte[] enhanced = enhanced(name);
            return defineClass(name, enhanced, 0, enhanced.length);
        }

        private byte[] enhanced(String name) {
            try (InputStream plain =
                    Objects.requireNonNull(
                            getResourceAsStream(name.replace('.', '/') + ".class"))) {
                return Objects.requireNonNull(ENHANCER).enhance(name, plain.readAllBytes());
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
