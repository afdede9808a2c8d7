package dev.bailiwick.checks;

import dev.bailiwick.checks.resource.Elements;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * From where somebody may come, as firewalls are told it. Whoever lets a good part of the internet
 * in lets it in: all of it may be written as two halves, or with a corner left out.
 */
final class OpenRanges {

    /** What clouds call the internet. */
    private static final Set<String> ALL = Set.of("*", "any", "internet", "0.0.0.0/0", "::/0");

    private static final Pattern RANGE = Pattern.compile("([0-9A-Fa-f:.]{2,45})/(\\d{1,3})");

    /** To put a range in its place among others, in steps. */
    private static final int PLACING = 10;

    /** Longer than any list that somebody has thought about. */
    private static final int MOST = 10_000;

    private static final Family IPV4 =
            Family.of(
                    32,
                    7,
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "224.0.0.0/3");

    private static final Family IPV6 = Family.of(128, 12, "::/3", "4000::/2", "8000::/1");

    private OpenRanges() {}

    /**
     * Whether a text, or a list of texts, lets the internet in; what names no range does not. A
     * text may have several, with commas between them.
     */
    static boolean areIn(Object from) {
        spend(from);
        var ranges = new ArrayList<Range>();
        for (String one : texts(from)) {
            if (ALL.contains(one.strip().toLowerCase(Locale.ROOT))) {
                return true;
            }
            Range range = Range.of(one.strip());
            if (range != null) {
                ranges.add(range);
            }
        }
        boolean open = IPV4.isOpen(ranges) || IPV6.isOpen(ranges);
        if (!open && from instanceof Elements elements) {
            // one that is not known may be what opens it
            elements.forEach(Objects::requireNonNull);
        }
        return open;
    }

    private static void spend(Object from) {
        if (!Environment.METER.isBound()) {
            return;
        }
        long ranges =
                switch (from) {
                    case List<?> list -> list.size();
                    case String text -> text.chars().filter(each -> each == ',').count();
                    default -> 0;
                };
        Environment.METER.get().spend(PLACING * ranges);
        List<?> parts = from instanceof Elements elements ? elements.peek() : List.of();
        for (Object part : parts) {
            if (part instanceof String text) {
                Meter.look(text);
            }
        }
    }

    private static List<String> texts(Object from) {
        var texts = new ArrayList<String>();
        List<?> parts = from instanceof Elements elements ? elements.peek() : listOf(from);
        for (Object part : parts) {
            if (part instanceof String text && texts.size() <= MOST) {
                texts.addAll(List.of(text.split(",", MOST + 1)));
            }
        }
        if (parts.size() > MOST || texts.size() > MOST) {
            throw new IllegalArgumentException("too many ranges of addresses");
        }
        return texts;
    }

    private static List<?> listOf(Object from) {
        return switch (from) {
            case List<?> list -> list;
            case String text -> List.of(text);
            default -> throw new IllegalArgumentException("what should be addresses is none");
        };
    }

    /**
     * Addresses of one length.
     *
     * @param open as many public ones as a range of that prefix has are the internet
     * @param inside ranges that nobody on the internet comes from
     */
    private record Family(int bits, int open, List<Range> inside) {

        static Family of(int bits, int open, String... inside) {
            return new Family(
                    bits,
                    open,
                    Stream.of(inside).map(Range::of).map(Objects::requireNonNull).toList());
        }

        boolean isOpen(List<Range> ranges) {
            var all = new ArrayList<>(inside);
            ranges.stream().filter(range -> range.bits() == bits).forEach(all::add);
            BigInteger outside = size(all).subtract(size(inside));
            return outside.compareTo(BigInteger.ONE.shiftLeft(bits - open)) >= 0;
        }

        /** Of all together, each address once. */
        private static BigInteger size(List<Range> ranges) {
            BigInteger size = BigInteger.ZERO;
            BigInteger reached = BigInteger.ZERO;
            for (Range range :
                    ranges.stream().sorted(Comparator.comparing(Range::first)).toList()) {
                BigInteger from = range.first().max(reached);
                if (range.end().compareTo(from) > 0) {
                    size = size.add(range.end().subtract(from));
                    reached = range.end();
                }
            }
            return size;
        }
    }

    /**
     * @param end the first address behind it
     */
    private record Range(int bits, BigInteger first, BigInteger end) {

        /** Null if it is none, but the name of one, as clouds have them. */
        static @Nullable Range of(String text) {
            Matcher range = RANGE.matcher(text);
            if (!range.matches()) {
                return null;
            }
            try {
                byte[] address = InetAddress.ofLiteral(range.group(1)).getAddress();
                int bits = Byte.SIZE * address.length;
                int free = bits - Integer.parseInt(range.group(2));
                if (free < 0) {
                    return null;
                }
                BigInteger first = new BigInteger(1, address).shiftRight(free).shiftLeft(free);
                return new Range(bits, first, first.add(BigInteger.ONE.shiftLeft(free)));
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
    }
}
