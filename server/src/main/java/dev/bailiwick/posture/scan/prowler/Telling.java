package dev.bailiwick.posture.scan.prowler;

import dev.bailiwick.posture.text.PlainText;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Prowler prints while it works: how many checks there are, each of them as it begins, and why
 * it gives up. Fed by one thread, asked by others.
 */
final class Telling {

    private static final Pattern CHECKS = Pattern.compile("Executing ([0-9]{1,6}) checks?, please");
    private static final String CHECK = "Check ID:";
    private static final Pattern WHERE = Pattern.compile("^.*?\\b(CRITICAL|ERROR): ");
    private static final int LONGEST_REASON = 400;
    private static final int MOST_KEPT = 20;

    private final IntConsumer percent;
    private final UnaryOperator<String> masking;
    private final Deque<String> last = new ArrayDeque<>();
    private String critical = "";
    private int checks;
    private int begun;

    /**
     * @param percent told whenever a check begins
     * @param masking takes out of a line what must not be told
     */
    Telling(IntConsumer percent, UnaryOperator<String> masking) {
        this.percent = percent;
        this.masking = masking;
    }

    synchronized void hear(String raw) {
        String line = PlainText.of(raw).strip();
        if (line.isEmpty()) {
            return;
        }
        Matcher count = CHECKS.matcher(line);
        if (count.find()) {
            checks = Integer.parseInt(count.group(1));
        } else if (line.contains(CHECK)) {
            begun++;
            percent.accept(checks == 0 ? 0 : Math.min(99, (begun - 1) * 100 / checks));
        } else if (line.contains("CRITICAL: ")) {
            critical = line;
        }
        last.addLast(line);
        if (last.size() > MOST_KEPT) {
            last.removeFirst();
        }
    }

    /** Whether it had signed in and begun to look around. */
    synchronized boolean hasBegun() {
        return checks > 0;
    }

    /** Why it has given up, as far as it has said so and may be told; may be empty. */
    synchronized String reason() {
        String line = critical.isEmpty() && !last.isEmpty() ? last.getLast() : critical;
        // masked as a whole: nobody would find half of a secret
        String said = WHERE.matcher(masking.apply(line)).replaceFirst("");
        return said.length() <= LONGEST_REASON ? said : said.substring(0, LONGEST_REASON) + "…";
    }
}
