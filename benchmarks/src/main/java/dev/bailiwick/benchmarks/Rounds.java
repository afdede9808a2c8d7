package dev.bailiwick.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Compares ways of doing one thing. In each round they take many short turns, each time in another
 * order, so that whatever else the machine does, and wherever it runs client and server, hits all
 * of them; a way is judged by its ratio to the first one in the same round.
 */
final class Rounds {

    private static final int ROUNDS = 15;
    private static final long WARM_UP_NANOS = 3_000_000_000L;
    private static final long TURN_NANOS = 10_000_000L;
    private static final int TURNS = 25;
    private static final long ROUND_NANOS = TURNS * TURN_NANOS;

    private Rounds() {}

    /**
     * One line for each way: time of one operation, and the speed in parts of the first one's, the
     * middle of all rounds with the least and the greatest.
     *
     * @param ways the first one is what the others are compared with
     */
    static List<String> compare(List<Way> ways) throws Exception {
        for (Way way : ways) {
            new Spent().add(way, WARM_UP_NANOS);
        }
        double[][] nanos = new double[ways.size()][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            List<Spent> spent = Stream.generate(Spent::new).limit(ways.size()).toList();
            for (int turn = 0; turn < TURNS * ways.size(); turn++) {
                int way = (turn + turn / ways.size()) % ways.size();
                if (spent.get(way).nanos < ROUND_NANOS) {
                    spent.get(way).add(ways.get(way), TURN_NANOS);
                }
            }
            for (int way = 0; way < ways.size(); way++) {
                nanos[way][round] = spent.get(way).nanosEach();
            }
        }
        List<String> lines = new ArrayList<>();
        for (int way = 0; way < ways.size(); way++) {
            lines.add(line(ways.get(way), nanos[way], nanos[0]));
        }
        return lines;
    }

    private static String line(Way way, double[] nanos, double[] first) {
        double[] speeds = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            speeds[round] = first[round] / nanos[round];
        }
        double[] sorted = nanos.clone();
        Arrays.sort(sorted);
        Arrays.sort(speeds);
        double speed = speeds[ROUNDS / 2];
        return String.format(
                Locale.ROOT,
                "%s | %.1f | %.2f (%.2f to %.2f) | %s",
                way.name(),
                sorted[ROUNDS / 2] / 1_000,
                speed,
                speeds[0],
                speeds[ROUNDS - 1],
                way.mark() == 0
                        ? ""
                        : speed >= way.mark()
                                ? "≥ %s met".formatted(way.mark())
                                : "≥ %s missed".formatted(way.mark()));
    }

    /** What a way has taken in one round. */
    private static final class Spent {

        private long nanos;
        private long operations;

        /** Does it again and again for so long, but once at least. */
        void add(Way way, long most) throws Exception {
            long begun = System.nanoTime();
            long passed;
            do {
                way.operation().run();
                operations++;
                passed = System.nanoTime() - begun;
            } while (passed < most);
            nanos += passed;
        }

        double nanosEach() {
            return (double) nanos / operations;
        }
    }

    /**
     * @param mark the least part of the first way's speed that is good enough; 0 if none is set
     */
    record Way(String name, double mark, Operation operation) {}

    /** Something that is done again and again. */
    @FunctionalInterface
    interface Operation {

        void run() throws Exception;
    }
}
