package dev.waybill.lane.core;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random lives of a task, see {@link Life}. One in which a promise is broken is told by its seed,
 * and as the shortest life that can be found in which it is broken too.
 */
class LaneEngineSimulationTest {
  private static final int LIVES = Integer.getInteger("waybill.simulation.lives", 1_000);
  private static final int STEPS = 1_000;

  /** Lives that are tried for a shorter one. */
  private static final int TRIES = 2_000;

  @Test
  void keepsItsPromisesWhateverHappens() {
    long first = Long.getLong("waybill.simulation.seed", new Random().nextLong());
    System.out.println("-Dwaybill.simulation.seed=" + first + " and the " + LIVES + " from it on");
    for (long seed = first; seed < first + LIVES; seed++) {
      long[] steps = new Random(seed).longs(STEPS).toArray();
      Throwable broken = live(seed, steps);
      if (broken != null) {
        throw told(seed, shortened(seed, steps));
      }
    }
  }

  private static @Nullable Throwable live(long world, long[] steps) {
    try {
      new Life(world, false).live(steps);
      return null;
    } catch (AssertionError | RuntimeException e) {
      return e;
    }
  }

  /** Leaves out ever smaller parts for as long as the rest fails too. */
  private static long[] shortened(long world, long[] steps) {
    long[] shortest = steps;
    int tries = 0;
    for (int part = steps.length / 2; part > 0; part /= 2) {
      for (int from = 0; from < shortest.length && tries < TRIES; tries++) {
        long[] without = without(shortest, from, part);
        if (live(world, without) != null) {
          shortest = without;
        } else {
          from += part;
        }
      }
    }
    return shortest;
  }

  private static long[] without(long[] steps, int from, int count) {
    int to = Math.min(steps.length, from + count);
    return LongStream.concat(Arrays.stream(steps, 0, from), Arrays.stream(steps, to, steps.length))
        .toArray();
  }

  private static AssertionError told(long seed, long[] steps) {
    Life life = new Life(seed, true);
    try {
      life.live(steps);
      throw new IllegalStateException("the same life went well the second time");
    } catch (AssertionError | RuntimeException e) {
      String story = String.join("\n  ", life.story());
      return new AssertionError(
          "with -Dwaybill.simulation.seed=" + seed + ", in " + steps.length + " steps:\n  " + story,
          e);
    }
  }
}
