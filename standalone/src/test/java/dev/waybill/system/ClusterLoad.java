package dev.waybill.system;

import dev.waybill.schemas.Json;
import dev.waybill.system.ClusterFleets.Fleet;
import dev.waybill.testing.guarantees.Observation;
import dev.waybill.testing.guarantees.SimulatorControl;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Random work for all fleets, by a plain producer, and looks through the API at what becomes of it,
 * until it is stopped. What it does follows from the seed; when it does it does not.
 */
final class ClusterLoad implements AutoCloseable {
  private static final int PAUSE_MS = 40;

  /** Of the steps that fall to a fleet, by each call a second that it takes; all from 10/s on. */
  private static final int BUSY_PERCENT_PER_CALL = 10;

  private static final int QUIET_PAUSE_MS = 100;
  private static final int LOOK_PAUSE_MS = 250;

  private final ClusterFleets fleets;
  private final Map<String, Partner> partners;
  private final SimulatorControl simulator;
  private final PlainProducer producer;
  private final Random random;
  private final InstantSource clock = InstantSource.system();
  private final Set<UUID> accepted = ConcurrentHashMap.newKeySet();
  private final Map<UUID, Fleet> asked = new ConcurrentHashMap<>();
  private final Queue<Observation> answers = new ConcurrentLinkedQueue<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger unreachable = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  ClusterLoad(
      ClusterFleets fleets,
      Map<String, Partner> partners,
      SimulatorControl simulator,
      String bootstrapServers,
      long seed) {
    this.fleets = fleets;
    this.partners = partners;
    this.simulator = simulator;
    this.producer = new PlainProducer(bootstrapServers);
    this.random = new Random(seed);
  }

  /** Work for the quiet fleets, for nobody else yet. */
  void startQuietOnes() {
    List<Fleet> quiet = fleets.all().stream().filter(Fleet::isQuiet).toList();
    Random own = new Random(random.nextLong());
    run(QUIET_PAUSE_MS, () -> create(quiet.get(own.nextInt(quiet.size()))));
  }

  /** Everything that takes what it can get: a backlog, and work for all that is not quiet. */
  void startNoise(int backlog) {
    Fleet hog =
        fleets.all().stream()
            .filter(f -> f.name().equals(ClusterFleets.HOG))
            .findFirst()
            .orElseThrow();
    for (int i = 0; i < backlog; i++) {
      create(hog);
    }
    List<Fleet> busy = fleets.all().stream().filter(fleet -> !fleet.isBackground()).toList();
    Random own = new Random(random.nextLong());
    run(PAUSE_MS, () -> something(busy.get(own.nextInt(busy.size())), own));
    Random looks = new Random(random.nextLong());
    run(LOOK_PAUSE_MS, () -> look(looks));
  }

  /** Ids that Kafka acknowledged so far. */
  Set<UUID> accepted() {
    return Set.copyOf(accepted);
  }

  /** Those of them that quiet fleets were asked. */
  Set<UUID> quietOnes() {
    return accepted.stream()
        .filter(id -> asked.get(id).isQuiet())
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** What the API answered so far. */
  Queue<Observation> answers() {
    return answers;
  }

  /**
   * No more work; waits for the acknowledgements of what was sent.
   *
   * @throws AssertionError if something went wrong meanwhile that is not for a guarantee to tell
   */
  void stop() throws InterruptedException {
    stopping.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    producer.flush();
    Throwable wrong = failure.get();
    if (wrong != null) {
      throw new AssertionError("the load failed", wrong);
    }
    System.out.printf("cluster: API or simulator were not reached %s times%n", unreachable);
  }

  @Override
  public void close() {
    stopping.countDown();
    producer.close();
  }

  private void run(int pauseMs, Runnable step) {
    threads.add(
        Thread.ofVirtual()
            .name("load")
            .start(() -> {
              try {
                while (!stopping.await(pauseMs, TimeUnit.MILLISECONDS)) {
                  attempt(step);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }));
  }

  /** Whoever cannot be reached for a moment is tried again; anything else ends the test. */
  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (UncheckedIOException e) {
      unreachable.incrementAndGet();
    } catch (RuntimeException | AssertionError e) {
      failure.compareAndSet(null, e);
    }
  }

  private void something(Fleet fleet, Random own) {
    int dice = own.nextInt(100);
    if (dice >= fleet.limits().requestsPerSecond() * BUSY_PERCENT_PER_CALL) {
      return; // a slow fleet is asked less, or its backlog would grow as long as the load goes on
    }
    if (own.nextInt(100) < 4) {
      spoil(fleet, own);
    }
    List<UUID> vehicles = fleets.vehicles(fleet);
    if (own.nextInt(100) < 60) {
      UUID vehicle = vehicles.get(own.nextInt(vehicles.size()));
      Map<String, Object> rename =
          producer.rename(owner(fleet).id(), fleet.connection(), vehicle, "Truck " + dice);
      send(rename, fleet);
      if (own.nextInt(100) < 4) {
        send(rename, fleet); // the same again: a duplicate, to be dropped
      }
    } else {
      create(fleet);
    }
  }

  /** Misbehaviour that belongs to the fleet, for a few calls. */
  private void spoil(Fleet fleet, Random own) {
    String mode =
        switch (fleet.name()) {
          case "dropping", ClusterFleets.FRAGILE -> "drop_response";
          case "hanging" -> own.nextBoolean() ? "hang" : "reset";
          default -> "status";
        };
    simulator.configure(
        fleet.name(),
        Map.of("fail_next", Map.of("count", 1 + own.nextInt(3), "mode", mode, "status", 503)));
  }

  private void create(Fleet fleet) {
    send(producer.vehicle(owner(fleet).id(), fleet.connection(), "Truck"), fleet);
  }

  private void send(Map<String, Object> request, Fleet fleet) {
    asked.put(PlainProducer.id(request), fleet);
    producer.sendSoon(request, accepted::add);
  }

  /** Asks for some operation, as its owner and as the other partner. */
  private void look(Random own) {
    List<UUID> ids = List.copyOf(accepted);
    if (ids.isEmpty()) {
      return;
    }
    UUID id = ids.get(own.nextInt(ids.size()));
    Fleet fleet = asked.get(id);
    String path = "/v2/resource-operations/" + id;
    for (Partner asker : partners.values()) {
      HttpResponse<String> answer = asker.send("GET", path, null);
      boolean mine = asker.id().equals(owner(fleet).id());
      // An API that cannot answer says nothing, to nobody.
      if (answer.statusCode() == 200 || !mine && answer.statusCode() < 500) {
        answers.add(
            new Observation.Answered(
                asker.id(),
                owner(fleet).id(),
                path,
                answer.statusCode(),
                Json.mapper().readTree(answer.body()),
                clock.millis()));
      }
    }
  }

  private Partner owner(Fleet fleet) {
    return partners.get(fleet.owner());
  }
}
