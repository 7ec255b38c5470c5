package dev.waybill.bench.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.bench.frame.Bench;
import dev.waybill.bench.frame.Benchmark;
import dev.waybill.bench.frame.Comparison;
import dev.waybill.bench.frame.Contender;
import dev.waybill.bench.frame.Measure;
import dev.waybill.bench.frame.Measure.Better;
import dev.waybill.bench.frame.MeasurementException;
import dev.waybill.bench.frame.Sample;
import dev.waybill.runtime.ServiceRunner;
import dev.waybill.standalone.Standalone;
import dev.waybill.standalone.StandaloneOptions;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** {@code sync}: a synchronous write beside a direct call of the TSP that it ends in. */
public final class Sync implements Benchmark {
  private static final int CALLS = 400;
  private static final int QUICK_CALLS = 16;
  private static final int CALLERS = 8;

  /** Every step of a write is compiled by then; after one run the median was still falling. */
  private static final int WARM_UPS = 6;

  private static final int TSP_LATENCY_MS = 200;
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String FLEET = "bench";

  private static final Measure P50 = new Measure("answer p50, ms", Better.LESS, 1);
  private static final Measure P99 = new Measure("answer p99, ms", Better.LESS, 1);

  @Override
  public String name() {
    return "sync";
  }

  @Override
  public String compares() {
    return "the answer to a synchronous write with that of the simulated TSP, called directly, at"
        + " %d ms of its own".formatted(TSP_LATENCY_MS);
  }

  @Override
  public boolean isQuickEnoughForTests() {
    return false;
  }

  @Override
  public void run(Bench bench) throws InterruptedException {
    ServiceRunner runner = new ServiceRunner();
    int status =
        ServiceRunner.run(
            System.err,
            runner,
            () -> {
              Standalone waybill =
                  Standalone.start(
                      runner,
                      new StandaloneOptions(0, 0, 0, bench.folder().resolve("data"), null),
                      Map.of(),
                      bench.clock(),
                      bench.progress()::say);
              compare(bench, waybill);
              return 0;
            });
    if (status != 0) {
      throw new MeasurementException("it did not come to an end; see above");
    }
  }

  private static void compare(Bench bench, Standalone waybill) throws InterruptedException {
    URI simulator = URI.create(waybill.simulatorUrl());
    byte[] latency =
        "{\"latency_ms\":%d,\"requests_per_second\":100000,\"burst\":100000}"
            .formatted(TSP_LATENCY_MS)
            .getBytes(UTF_8);
    HttpCaller.Reply set =
        ApiHost.once(
            simulator,
            HttpCaller.request(
                simulator,
                "PUT",
                "/_control/fleets/" + FLEET,
                Map.of("Content-Type", "application/json"),
                latency));
    if (set.status() != 200) {
      throw new MeasurementException("the simulator does not obey: " + set.text());
    }
    URI api = URI.create(waybill.url());
    String token = ApiHost.token(api);
    VehicleBodies bodies = VehicleBodies.over(1);
    UUID connection = bodies.connections().getFirst();
    ApiHost.connect(api, token, connection, FLEET);
    new Comparison(
            "sync: %d callers, %d ms at the TSP".formatted(CALLERS, TSP_LATENCY_MS),
            List.of(
                new Calls(
                    bench, "direct", "the simulator's own API", simulator, 201, direct(simulator)),
                new Calls(
                    bench,
                    "waybill",
                    "is_sync=true, everything in one process, broker included",
                    api,
                    200,
                    number ->
                        HttpCaller.request(
                            api,
                            "POST",
                            "/v2/telematics/vehicles?is_sync=true",
                            ApiHost.headers(token),
                            bodies.bytes(number)))),
            bench)
        .runAndTell();
  }

  private static IntFunction<byte[]> direct(URI simulator) {
    AtomicInteger keys = new AtomicInteger();
    return number -> {
      Map<String, String> headers = new HashMap<>();
      headers.put("Content-Type", "application/json");
      headers.put("Authorization", "Bearer key");
      headers.put("Idempotency-Key", "bench-" + keys.incrementAndGet());
      byte[] body = "{\"attributes\":{\"name\":\"Truck %d\"}}".formatted(number).getBytes(UTF_8);
      return HttpCaller.request(simulator, "POST", "/fleets/" + FLEET + "/vehicle", headers, body);
    };
  }

  private record Calls(
      Bench bench,
      String name,
      String settings,
      URI address,
      int status,
      IntFunction<byte[]> request)
      implements Contender {
    @Override
    public Sample run(boolean warmUp) throws InterruptedException {
      int calls = bench.options().operations(CALLS, QUICK_CALLS) * (warmUp ? WARM_UPS : 1);
      HttpLoad load = new HttpLoad(address, request, reply -> reply.status() == status, CALLERS);
      HttpLoad.Result result = load.calls(calls, LIMIT);
      return new Sample.Builder()
          .with(P50, result.millis(0.5))
          .with(P99, result.millis(0.99))
          .build();
    }
  }
}
