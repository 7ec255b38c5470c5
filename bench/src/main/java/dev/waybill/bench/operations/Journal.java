package dev.waybill.bench.operations;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * When each operation was asked for, called and ended, by its number. Each time is written by one
 * thread; they are read after the run, when {@link EndReader} has seen all ends.
 */
final class Journal {
  private final long[] asked;
  private final long[] called;
  private final long[] ended;
  private final AtomicIntegerArray calls;
  private final AtomicInteger made = new AtomicInteger();

  Journal(int operations) {
    asked = new long[operations];
    called = new long[operations];
    ended = new long[operations];
    calls = new AtomicIntegerArray(operations);
  }

  int operations() {
    return asked.length;
  }

  /**
   * Somebody asked.
   *
   * @param at when they meant to, by {@code System.nanoTime()}; a sender that is late does not
   *     shorten what others waited
   */
  void asked(int number, long at) {
    asked[number] = at;
  }

  /** Whether the number is one of these operations, and not of the noise beside them. */
  boolean counts(int number) {
    return number < asked.length;
  }

  void called(int number) {
    if (!counts(number)) {
      return;
    }
    if (calls.getAndIncrement(number) == 0) {
      called[number] = System.nanoTime();
    }
    made.incrementAndGet();
  }

  void ended(int number, long at) {
    ended[number] = at;
  }

  /** When it ended by {@code System.nanoTime()}, 0 if it has not: a guess while others write. */
  long endedAt(int number) {
    return ended[number];
  }

  /** Calls made, repeats included. */
  int calls() {
    return made.get();
  }

  long firstAsked() {
    return asked[0];
  }

  /** From the request to the call, of each operation from {@code first} on. */
  long[] toCall(int first) {
    return spans(asked, called, first);
  }

  /** From the request to the terminal event, of each operation from {@code first} on. */
  long[] inAll(int first) {
    return spans(asked, ended, first);
  }

  /** From the call to the terminal event, of each operation from {@code first} on. */
  long[] toEnd(int first) {
    return spans(called, ended, first);
  }

  private static long[] spans(long[] from, long[] to, int first) {
    long[] spans = new long[from.length - first];
    for (int i = 0; i < spans.length; i++) {
      spans[i] = to[first + i] - from[first + i];
    }
    return spans;
  }
}
