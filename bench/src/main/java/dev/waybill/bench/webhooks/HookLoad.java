package dev.waybill.bench.webhooks;

import dev.waybill.bench.frame.MeasurementException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who gets how many of the events, again and again in the same order, and who of them is well.
 *
 * @param kinds of each endpoint
 * @param cycle the endpoint of each event of a cycle
 */
record HookLoad(List<Kind> kinds, List<Integer> cycle) {
  /** What an endpoint is like. */
  enum Kind {
    WELL,
    /** Takes requests and never answers. */
    HANGING,
    /** Nobody is there. */
    DEAD
  }

  HookLoad {
    kinds = List.copyOf(kinds);
    cycle = List.copyOf(cycle);
  }

  /** One event for each of so many that are well. */
  static HookLoad well(int endpoints) {
    return beside(endpoints, Kind.WELL, 0, 0);
  }

  /**
   * One event for each of those that are well, and beside them some for others, spread.
   *
   * @param others how many there are
   * @param each events for each of them in a cycle
   */
  static HookLoad beside(int well, Kind kind, int others, int each) {
    List<Kind> kinds = new ArrayList<>();
    List<Integer> cycle = new ArrayList<>();
    int extra = others * each;
    int given = 0;
    for (int i = 0; i < well; i++) {
      kinds.add(Kind.WELL);
      cycle.add(i);
      while (given < (long) extra * (i + 1) / well) {
        cycle.add(well + given % Math.max(1, others));
        given++;
      }
    }
    for (int i = 0; i < others; i++) {
      kinds.add(kind);
    }
    return new HookLoad(kinds, cycle);
  }

  int partner(int number) {
    return cycle.get(number % cycle.size());
  }

  private int well() {
    return (int) cycle.stream().filter(partner -> kinds.get(partner) == Kind.WELL).count();
  }

  /** How many events there must be so that so many go to those that are well. */
  int events(int forTheWell) {
    return Math.ceilDiv(forTheWell, well()) * cycle.size();
  }

  /** Nanoseconds between events so that those that are well get so many a second. */
  long interval(double perSecondForTheWell) {
    return (long) (1e9 * well() / cycle.size() / perSecondForTheWell);
  }

  /** Looks at the events of those that are well. */
  Deliveries deliveries(int events) {
    boolean[] counts = new boolean[events];
    for (int i = 0; i < events; i++) {
      counts[i] = kinds.get(partner(i)) == Kind.WELL;
    }
    return new Deliveries(counts);
  }

  /** The addresses of the endpoints. */
  List<String> urls(int port) {
    String[] urls = new String[kinds.size()];
    int nobody = nobody();
    for (int i = 0; i < urls.length; i++) {
      urls[i] =
          switch (kinds.get(i)) {
            case WELL -> "http://127.0.0.1:" + port + Hooks.OK + i;
            case HANGING -> "http://127.0.0.1:" + port + Hooks.HANG + i;
            case DEAD -> "http://127.0.0.1:" + nobody + "/dead/" + i;
          };
    }
    return Arrays.asList(urls);
  }

  /** A port that nobody listens on. */
  private static int nobody() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A failure to close what delivers is a failure of the measurement. */
  static void close(AutoCloseable running) {
    try {
      running.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new MeasurementException("what delivers did not stop", e);
    }
  }
}
