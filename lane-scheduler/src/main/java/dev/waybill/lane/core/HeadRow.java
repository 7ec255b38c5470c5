package dev.waybill.lane.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The binary form of a lane's head row. */
final class HeadRow {
  /** Without what was learned of the other side. */
  private static final int OLDEST = 2;

  private static final int VERSION = 3;
  private static final int SIZE = 200;
  private static final int EXPONENTIAL = 1;
  private static final int SCHEDULE = 2;
  private static final double MICROS = 1_000;

  private HeadRow() {}

  static byte[] encode(Lane lane) {
    RowWriter out = new RowWriter(VERSION, SIZE + 40 * lane.inFlight.size()).id(lane.id.value());
    settings(out, lane.settings);
    out.flag(lane.removed)
        .number(lane.ordering.code())
        .number(lane.arrivalTime)
        .number(lane.floorUntil)
        .number(lane.pace)
        .number(lane.refusedCredentials)
        .number(lane.probeAt)
        .number(lane.failures)
        .number(lane.trips)
        .number(lane.openUntil)
        .number(lane.ramp)
        .number(lane.depth)
        .number(lane.backingOff)
        .number(lane.held)
        .number(lane.referring)
        .number(lane.early)
        .number(lane.oldestArrival)
        .number(lane.ringHead.length);
    for (int i = 0; i < lane.ringHead.length; i++) {
      out.number(lane.ringHead[i]).number(lane.ringTail[i]);
    }
    out.number(lane.inFlight.size());
    for (InFlight attempt : lane.inFlight) {
      out.id(attempt.item.value())
          .number(attempt.run)
          .number(attempt.attempt)
          .number(attempt.dispatchedAt)
          .number(attempt.deadline)
          .flag(attempt.started)
          .number(attempt.recourse.code());
    }
    learned(out, lane);
    return out.row();
  }

  static Lane decode(byte[] row) {
    RowReader in = new RowReader(row, OLDEST, VERSION);
    Lane lane = new Lane(new LaneId(in.id()));
    lane.settings = settings(in);
    lane.removed = in.flag();
    lane.ordering = Ordering.of(in.smallNumber());
    lane.arrivalTime = in.number();
    lane.floorUntil = in.number();
    lane.pace = in.smallNumber();
    lane.refusedCredentials = in.number();
    lane.probeAt = in.number();
    lane.failures = in.smallNumber();
    lane.trips = in.smallNumber();
    lane.openUntil = in.number();
    lane.ramp = in.smallNumber();
    lane.depth = in.number();
    lane.backingOff = in.number();
    lane.held = in.number();
    lane.referring = in.number();
    lane.early = in.number();
    lane.oldestArrival = in.number();
    int rings = in.smallNumber();
    for (int i = 0; i < rings; i++) {
      lane.ringHead[i] = in.number();
      lane.ringTail[i] = in.number();
    }
    int attempts = in.smallNumber();
    for (int i = 0; i < attempts; i++) {
      lane.inFlight.add(attempt(in));
    }
    if (in.version() > OLDEST) {
      lane.window = regulator(true, in);
      lane.rate = regulator(false, in);
      lane.callTimes = in.flag() ? new CallTimes(in.number() / MICROS) : null;
    }
    return lane;
  }

  private static void learned(RowWriter out, Lane lane) {
    regulator(out, lane.window);
    regulator(out, lane.rate);
    CallTimes times = lane.callTimes;
    double best = times == null ? 0 : times.best();
    out.flag(best > 0);
    if (best > 0) {
      out.number(Math.round(best * MICROS));
    }
  }

  private static void regulator(RowWriter out, @Nullable Regulator regulator) {
    Share share = regulator == null ? Share.UNREFUSED : regulator.share();
    boolean refused = share.top() < Share.WHOLE;
    out.flag(refused);
    if (refused) {
      out.number(share.top()).number(share.since()).number(share.descent());
    }
  }

  private static @Nullable Regulator regulator(boolean isCalls, RowReader in) {
    return in.flag()
        ? new Regulator(isCalls, new Share(in.number(), in.number(), in.smallNumber()))
        : null;
  }

  private static InFlight attempt(RowReader in) {
    InFlight attempt =
        new InFlight(
            new ItemId(in.id()), in.smallNumber(), in.smallNumber(), in.number(), in.number());
    attempt.started = in.flag();
    attempt.recourse = Recourse.of(in.smallNumber());
    return attempt;
  }

  private static void settings(RowWriter out, @Nullable LaneSettings settings) {
    out.flag(settings != null);
    if (settings == null) {
      return;
    }
    Limits limits = settings.limits();
    RetryPolicy retry = settings.retry();
    out.number(settings.version())
        .number(settings.credentialsVersion())
        .number(limits.nanosPerCall())
        .number(limits.burst())
        .number(limits.maxInFlight())
        .number(limits.callTimeout().toMillis())
        .number(retry.maxAttempts())
        .number(retry.expiresAfter().toMillis());
    switch (retry.backoff()) {
      case Backoff.Exponential(Duration initial, Duration max) ->
          out.number(EXPONENTIAL).number(initial.toMillis()).number(max.toMillis());
      case Backoff.Schedule(List<Duration> delays) -> {
        out.number(SCHEDULE).number(delays.size());
        delays.forEach(delay -> out.number(delay.toMillis()));
      }
    }
    out.number(settings.ordering().code()).flag(settings.paused());
  }

  private static @Nullable LaneSettings settings(RowReader in) {
    if (!in.flag()) {
      return null;
    }
    long version = in.number();
    long credentialsVersion = in.number();
    Limits limits =
        new Limits(in.number(), in.smallNumber(), in.smallNumber(), Duration.ofMillis(in.number()));
    int maxAttempts = in.smallNumber();
    Duration expiresAfter = Duration.ofMillis(in.number());
    RetryPolicy retry = new RetryPolicy(maxAttempts, backoff(in), expiresAfter);
    return new LaneSettings(
        version, credentialsVersion, limits, retry, Ordering.of(in.smallNumber()), in.flag());
  }

  private static Backoff backoff(RowReader in) {
    int kind = in.smallNumber();
    if (kind == EXPONENTIAL) {
      return new Backoff.Exponential(
          Duration.ofMillis(in.number()), Duration.ofMillis(in.number()));
    }
    if (kind != SCHEDULE) {
      throw new IllegalStateException("unknown backoff code " + kind);
    }
    int count = in.smallNumber();
    List<Duration> delays = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      delays.add(Duration.ofMillis(in.number()));
    }
    return new Backoff.Schedule(delays);
  }
}
