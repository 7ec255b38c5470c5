package dev.waybill.bench.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.waybill.bench.frame.Bench;
import dev.waybill.bench.frame.Benchmark;
import dev.waybill.bench.frame.Comparison;
import dev.waybill.bench.frame.Contender;
import dev.waybill.bench.frame.Machine;
import dev.waybill.bench.frame.Measure;
import dev.waybill.bench.frame.Measure.Better;
import dev.waybill.bench.frame.Sample;
import dev.waybill.bench.frame.Spread;
import dev.waybill.bench.operations.Cluster;
import dev.waybill.bench.operations.Cluster.TopicSet;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code submit}: acceptance of operations over HTTP, no worker running. */
public final class Submit implements Benchmark {
  private static final int CONNECTIONS = 100;
  private static final int CALLERS = 64;
  private static final int BATCH_CALLERS = 4;
  private static final int BATCH = 500;
  private static final int BATCH_QUICK = 20;
  private static final Duration SPAN = Duration.ofSeconds(10);
  private static final Duration QUICK_SPAN = Duration.ofSeconds(1);

  /** On two cores the compiler is at it for half a minute, and halves the rate meanwhile. */
  private static final int WARM_UPS = 4;

  private static final Duration READY = Duration.ofMinutes(1);

  private static final Measure RATE = new Measure("operations/s", Better.MORE, 0);
  private static final Measure CPU =
      new Measure("CPU of callers, server and view, µs/operation", Better.LESS, 0);
  private static final Measure HALF = new Measure("half of it, calls/s", Better.NEITHER, 0);
  private static final Measure P50 = new Measure("p50 at half load, ms", Better.LESS, 2);
  private static final Measure P99 = new Measure("p99 at half load, ms", Better.LESS, 2);

  @Override
  public String name() {
    return "submit";
  }

  @Override
  public String compares() {
    return "operations accepted per second and their p99 at half load, with a bare handler that"
        + " parses and produces, and by batches";
  }

  @Override
  public boolean isQuickEnoughForTests() {
    return false;
  }

  @Override
  public void run(Bench bench) throws InterruptedException {
    VehicleBodies bodies =
        VehicleBodies.over(bench.options().connections(CONNECTIONS, CONNECTIONS / 10));
    try (Cluster cluster = Cluster.start(bench.folder());
        TopicSet bareTopics = cluster.newTopics();
        TopicSet topics = cluster.newTopics();
        BareHost bare = new BareHost(bareTopics);
        ApiHost api = ApiHost.start(topics, bench.clock())) {
      api.ready(READY);
      String token = api.token();
      bodies.connections().forEach(id -> ApiHost.connect(api.address(), token, id, "fleet"));
      bench.out().println("broker: " + Cluster.settings());
      SequencedMap<String, List<Sample>> samples =
          new Comparison(
                  "submit: %d callers, bodies of %d bytes over %d connections"
                      .formatted(CALLERS, bodies.bytes(1_000).length, bodies.connections().size()),
                  List.of(
                      new OneByOne(bench, "bare", bare.address(), bodies, token),
                      new OneByOne(bench, "waybill", api.address(), bodies, token),
                      new Batches(bench, api.address(), bodies, token)),
                  bench)
              .runAndTell();
      tellBatch(bench, samples);
    }
  }

  private static void tellBatch(Bench bench, SequencedMap<String, List<Sample>> samples) {
    Spread one = Spread.of(samples.getOrDefault("waybill", List.of()), RATE);
    Spread batch = Spread.of(samples.getOrDefault("waybill-batch", List.of()), RATE);
    if (one != null && batch != null) {
      bench.out().printf("%nbatch to one by one: %.2f%n", batch.median() / one.median());
    }
  }

  private static Duration span(Bench bench) {
    return bench.options().quick() ? QUICK_SPAN : SPAN;
  }

  private record OneByOne(Bench bench, String name, URI address, VehicleBodies bodies, String token)
      implements Contender {
    @Override
    public String settings() {
      return name.equals("bare")
          ? "Helidon, the JSON parsed, written with acks=all, answered as it came"
          : "authentication, schema, connection, the view reading along";
    }

    @Override
    public Sample run(boolean warmUp) throws InterruptedException {
      Map<String, String> headers = ApiHost.headers(token);
      HttpLoad load =
          new HttpLoad(
              address,
              number ->
                  HttpCaller.request(
                      address, "POST", "/v2/telematics/vehicles", headers, bodies.bytes(number)),
              reply -> reply.status() == 202,
              CALLERS);
      Duration cpuBefore = Machine.cpuOfThisProcess();
      HttpLoad.Result ceiling = load.atTheCeiling(span(bench).multipliedBy(warmUp ? WARM_UPS : 1));
      settle();
      Duration cpu = Machine.cpuOfThisProcess().minus(cpuBefore);
      double half = ceiling.perSecond() / 2;
      HttpLoad.Result atHalf = load.atRate(half, span(bench));
      return new Sample.Builder()
          .with(RATE, ceiling.perSecond())
          .with(CPU, cpu.toNanos() / 1e3 / ceiling.nanos().length)
          .with(HALF, half)
          .with(P50, atHalf.millis(0.5))
          .with(P99, atHalf.millis(0.99))
          .build();
    }

    /** What the ceiling has left for the view to read is not to be read at half load. */
    private void settle() throws InterruptedException {
      if (!name.equals("bare")) {
        ApiHost.caughtUp(address, token, oneOfEach(bodies));
      }
    }
  }

  private record Batches(Bench bench, URI address, VehicleBodies bodies, String token)
      implements Contender {
    private static final String ACCEPTED = "\"status\":202";

    /** Each of its entries. */
    private boolean isAccepted(HttpCaller.Reply reply) {
      String text = reply.text();
      int entries = 0;
      for (int at = text.indexOf(ACCEPTED); at >= 0; at = text.indexOf(ACCEPTED, at + 1)) {
        entries++;
      }
      return reply.status() == 200 && entries == size();
    }

    @Override
    public String name() {
      return "waybill-batch";
    }

    @Override
    public String settings() {
      return "%d callers, %d operations per batch".formatted(BATCH_CALLERS, size());
    }

    private int size() {
      return bench.options().quick() ? BATCH_QUICK : BATCH;
    }

    @Override
    public Sample run(boolean warmUp) throws InterruptedException {
      Map<String, String> headers = ApiHost.headers(token);
      byte[] batch =
          IntStream.range(0, size())
              .mapToObj(number ->
                  "{\"resource\":\"vehicle\",\"operation_type\":\"create\",\"payload\":"
                      + bodies.text(number)
                      + "}")
              .collect(Collectors.joining(",", "{\"operations\":[", "]}"))
              .getBytes(US_ASCII);
      byte[] request = HttpCaller.request(address, "POST", "/v2/telematics/batch", headers, batch);
      HttpLoad load = new HttpLoad(address, number -> request, this::isAccepted, BATCH_CALLERS);
      double rate = load.atTheCeiling(span(bench)).perSecond() * size();
      // The view reads on for longer than this took, on the cores of who comes next.
      ApiHost.caughtUp(address, token, oneOfEach(bodies));
      return new Sample.Builder().with(RATE, rate).build();
    }
  }

  /** A body for each connection, and so for each partition. */
  private static List<byte[]> oneOfEach(VehicleBodies bodies) {
    return IntStream.range(0, bodies.connections().size()).mapToObj(bodies::bytes).toList();
  }
}
