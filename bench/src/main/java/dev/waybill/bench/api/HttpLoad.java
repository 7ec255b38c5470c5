package dev.waybill.bench.api;

import dev.waybill.bench.frame.MeasurementException;
import dev.waybill.bench.frame.Spread;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Calls a server from many connections, as fast as it answers or at a steady rate. At a rate a time
 * counts from when a call was due, so that callers that are held up hide nothing.
 *
 * @param request the bytes of a call, by its number
 * @param good what every answer must be
 * @param callers connections at once
 */
record HttpLoad(
    URI server, IntFunction<byte[]> request, Predicate<HttpCaller.Reply> good, int callers) {
  private static final double NANOS_PER_MS = 1e6;

  /**
   * What came of it.
   *
   * @param nanos how long each call took
   */
  @SuppressWarnings("ArrayRecordComponent") // sorted once, never compared
  record Result(double perSecond, long[] nanos) {
    double millis(double part) {
      return Spread.percentile(nanos, part) / NANOS_PER_MS;
    }
  }

  /** As fast as it answers, for so long. */
  Result atTheCeiling(Duration span) throws InterruptedException {
    return run(span, Integer.MAX_VALUE, 0);
  }

  /** So many calls, as fast as they are answered. */
  Result calls(int count, Duration limit) throws InterruptedException {
    return run(limit, count, 0);
  }

  /** At a steady rate, for so long. */
  Result atRate(double perSecond, Duration span) throws InterruptedException {
    int count = Math.max(1, (int) (perSecond * span.toMillis() / 1e3));
    return run(span.multipliedBy(4), count, (long) (1e9 / perSecond));
  }

  private Result run(Duration span, int most, long interval) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    List<Future<long[]>> futures = new ArrayList<>();
    long began = System.nanoTime();
    long end = began + span.toNanos();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < callers; caller++) {
        futures.add(threads.submit(() -> call(next, most, began, end, interval)));
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    List<long[]> all = new ArrayList<>();
    for (Future<long[]> future : futures) {
      try {
        all.add(future.get());
      } catch (ExecutionException e) {
        throw new MeasurementException("a caller failed", e);
      }
    }
    long[] nanos = all.stream().flatMapToLong(Arrays::stream).toArray();
    if (nanos.length == 0) {
      throw new MeasurementException("no call was answered");
    }
    return new Result(nanos.length / seconds, nanos);
  }

  private long[] call(AtomicInteger next, int most, long began, long end, long interval)
      throws IOException {
    long[] nanos = new long[1_024];
    int count = 0;
    try (HttpCaller caller = new HttpCaller(server)) {
      while (System.nanoTime() < end) {
        int number = next.getAndIncrement();
        if (number >= most) {
          break;
        }
        byte[] bytes = request.apply(number);
        long due = interval == 0 ? System.nanoTime() : began + number * interval;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        HttpCaller.Reply reply = caller.call(bytes);
        if (!good.test(reply)) {
          throw new MeasurementException("answered %d: %s".formatted(reply.status(), reply.text()));
        }
        if (count == nanos.length) {
          nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = System.nanoTime() - due;
      }
    }
    return Arrays.copyOf(nanos, count);
  }
}
