package dev.bailiwick.postgres.jdbc;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.ResultSet;
import java.util.Arrays;
import java.util.Set;

/**
 * Makes results that read values without reflection: a proxy's arrays and boxed numbers would cost
 * more for each value than the driver does. The class behind them is written at run time from the
 * interface, since by hand it would be two hundred methods that say the same.
 *
 * @see <a href="https://openjdk.org/jeps/484">JEP 484: Class-File API</a>
 */
final class DirectResult {

    private static final ClassDesc SELF =
            DirectResult.class.describeConstable().orElseThrow().nested("Made");
    private static final ClassDesc RESULT = described(ResultSet.class);
    private static final ClassDesc PINNED = described(PinnedResult.class);
    private static final MethodTypeDesc MAKING =
            MethodTypeDesc.of(ConstantDescs.CD_void, PINNED, RESULT);

    /** What a value is asked by. */
    private static final Set<Class<?>> KEYS = Set.of(int.class, String.class, Class.class);

    private static final Set<String> MOVES = Set.of("next", "wasNull", "findColumn");

    /** Allowed in any scope and in none: they show nothing. */
    private static final Set<String> FREE = Set.of("close", "isClosed");

    private static final MethodHandle MAKE = make();

    private DirectResult() {}

    /** {@code raw}, as {@code pinned} guards it. */
    static ResultSet over(PinnedResult pinned, ResultSet raw) {
        try {
            return (ResultSet) MAKE.invokeExact(pinned, raw);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new IllegalStateException("the constructor declares no exception", impossible);
        }
    }

    private static MethodHandle make() {
        byte[] bytes =
                ClassFile.of()
                        .build(
                                SELF,
                                made -> {
                                    made.withFlags(AccessFlag.FINAL, AccessFlag.SYNTHETIC)
                                            .withInterfaceSymbols(RESULT)
                                            .withField("pinned", PINNED, ClassFile.ACC_FINAL)
                                            .withField("raw", RESULT, ClassFile.ACC_FINAL)
                                            .withMethodBody(
                                                    ConstantDescs.INIT_NAME,
                                                    MAKING,
                                                    0,
                                                    DirectResult::constructor);
                                    for (Method method : ResultSet.class.getMethods()) {
                                        if (!Modifier.isStatic(method.getModifiers())) {
                                            made.withMethodBody(
                                                    method.getName(),
                                                    typeOf(method),
                                                    ClassFile.ACC_PUBLIC,
                                                    code -> body(code, method));
                                        }
                                    }
                                });
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandles.Lookup made = lookup.defineHiddenClass(bytes, true);
            MethodType making =
                    MethodType.methodType(void.class, PinnedResult.class, ResultSet.class);
            return made.findConstructor(made.lookupClass(), making)
                    .asType(making.changeReturnType(ResultSet.class));
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("a class of our own making", impossible);
        }
    }

    private static void constructor(CodeBuilder code) {
        code.aload(0)
                .invokespecial(
                        ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                .aload(0)
                .aload(1)
                .putfield(SELF, "pinned", PINNED)
                .aload(0)
                .aload(2)
                .putfield(SELF, "raw", RESULT)
                .return_();
    }

    /**
     * What reads goes to the driver once the scope is seen to be right; all else takes the proxy.
     */
    private static void body(CodeBuilder code, Method method) {
        code.aload(0).getfield(SELF, "pinned", PINNED);
        if (FREE.contains(method.getName())) {
            code.pop().aload(0).getfield(SELF, "raw", RESULT);
            call(code, method);
        } else if (!reads(method)) {
            code.invokevirtual(PINNED, "proxy", MethodTypeDesc.of(RESULT));
            call(code, method);
        } else {
            code.invokevirtual(PINNED, "check", MethodTypeDesc.of(PINNED));
            if (Pinned.mayLeadBack(method)) {
                ClassDesc type = described(method.getReturnType());
                code.aload(0).getfield(SELF, "raw", RESULT);
                call(code, method);
                code.invokevirtual(
                                PINNED,
                                "guarded",
                                MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object))
                        .checkcast(type);
            } else {
                code.pop().aload(0).getfield(SELF, "raw", RESULT);
                call(code, method);
            }
        }
        code.return_(TypeKind.from(described(method.getReturnType())));
    }

    private static void call(CodeBuilder code, Method method) {
        int slot = 1;
        for (Class<?> parameter : method.getParameterTypes()) {
            TypeKind kind = TypeKind.from(described(parameter));
            code.loadLocal(kind, slot);
            slot += kind.slotSize();
        }
        code.invokeinterface(RESULT, method.getName(), typeOf(method));
    }

    private static boolean reads(Method method) {
        String name = method.getName();
        boolean value = name.startsWith("get") && !name.equals("getStatement");
        return (value || MOVES.contains(name))
                && KEYS.containsAll(Arrays.asList(method.getParameterTypes()));
    }

    private static MethodTypeDesc typeOf(Method method) {
        return MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                .describeConstable()
                .orElseThrow();
    }

    private static ClassDesc described(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }
}
