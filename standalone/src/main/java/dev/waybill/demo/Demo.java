package dev.waybill.demo;

import dev.waybill.demo.DemoOperation.Expectation;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.OperationEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * The main job, start to end, on a running Waybill: connections, a subscriber, operations that go
 * well and badly, and a table of how each went. Judges what it saw.
 */
public final class Demo {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
  private static final List<String> EVERY_STORY =
      List.of(
          "succeeded at once",
          "succeeded after retries",
          "succeeded after throttling",
          "failed for good");

  /** Where the system under demonstration is. */
  public record Addresses(String api, String simulator, String bootstrapServers) {}

  private final Addresses addresses;
  private final InstantSource clock;
  private final Screen screen;

  /**
   * Makes a demo.
   *
   * @param terminal whether the output can move
   */
  public Demo(Addresses addresses, InstantSource clock, java.io.PrintStream out, boolean terminal) {
    this.addresses = addresses;
    this.clock = clock;
    this.screen = new Screen(out, terminal);
  }

  /**
   * Runs it.
   *
   * @return what fell short, a sentence each; empty if nothing did
   */
  public List<String> run() throws IOException, InterruptedException {
    DemoApi api = new DemoApi(addresses.api(), addresses.simulator());
    try (DemoReceiver receiver = new DemoReceiver()) {
      receiver.secret(api.subscribe(receiver.url()).get("secret").asString());
      DemoScenario scenario = new DemoScenario(api, clock);
      scenario.connect();
      screen.line(
          "Registered %d connections to the simulated TSP, subscribed a webhook receiver."
              .formatted(scenario.connectionCount()));
      scenario.submit(operation -> show(scenario, receiver));
      UUID partner = partner(api, scenario);
      scenario.produce(
          addresses.bootstrapServers(), partner, operation -> show(scenario, receiver));
      DemoOperation first = scenario.operations().getFirst();
      await(scenario, receiver, List.of(first));
      scenario.update(
          UUID.fromString(api.operation(first.id()).get("resource_id").asString()),
          operation -> show(scenario, receiver));
      await(scenario, receiver, scenario.operations());
      return judge(api, scenario, receiver);
    }
  }

  private static UUID partner(DemoApi api, DemoScenario scenario)
      throws IOException, InterruptedException {
    return UUID.fromString(
        api.operation(scenario.operations().getFirst().id()).get("partner_id").asString());
  }

  private void await(DemoScenario scenario, DemoReceiver receiver, List<DemoOperation> awaited)
      throws InterruptedException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < PATIENCE.toNanos()
        && !awaited.stream().allMatch(operation -> receiver.hasTerminal(operation.id()))) {
      show(scenario, receiver);
      Thread.sleep(LOOK_AGAIN);
    }
    show(scenario, receiver);
  }

  private void show(DemoScenario scenario, DemoReceiver receiver) {
    List<DemoOperation> all = scenario.operations();
    long ended = all.stream().filter(operation -> receiver.hasTerminal(operation.id())).count();
    screen.progress(
        "  accepted %2d   ended %2d   webhooks verified %2d"
            .formatted(all.size(), ended, receiver.count()));
  }

  private List<String> judge(DemoApi api, DemoScenario scenario, DemoReceiver receiver)
      throws IOException, InterruptedException {
    TextTable table =
        new TextTable(
            "FLEET", "OPERATION", "BY", "RESULT", "CALLS", "429s", "TOOK", "WEBHOOKS VERIFIED");
    List<String> shortcomings = new ArrayList<>();
    List<String> stories = new ArrayList<>();
    for (DemoOperation operation : scenario.operations()) {
      Seen seen = Seen.of(api.operation(operation.id()));
      stories.add(seen.story());
      List<String> events =
          receiver.events(operation.id()).stream().map(OperationEvent::type).toList();
      table.row(
          operation.fleet(),
          operation.what(),
          operation.by(),
          seen.story(),
          String.valueOf(seen.calls()),
          seen.throttled() == 0 ? "" : String.valueOf(seen.throttled()),
          String.format(Locale.ROOT, "%.1f s", seen.took().toMillis() / 1_000.0),
          String.join(", ", events.stream().map(Demo::shortName).toList()));
      shortcomings.addAll(shortcomings(operation, seen, events));
    }
    if (receiver.refused() > 0) {
      shortcomings.add(receiver.refused() + " webhooks had a signature that does not hold");
    }
    shortcomings.addAll(missing(api, scenario));
    for (String story : EVERY_STORY) {
      if (stories.stream().noneMatch(seen -> seen.startsWith(story))) {
        shortcomings.add("no operation " + story);
      }
    }
    screen.line("");
    table.lines().forEach(screen::line);
    screen.line("");
    return shortcomings;
  }

  private static List<String> shortcomings(
      DemoOperation operation, Seen seen, List<String> events) {
    List<String> found = new ArrayList<>();
    String name = operation.fleet() + ", " + operation.what();
    if (!seen.fits(operation.expectation())) {
      found.add(
          "%s: expected '%s', saw '%s' after %d calls"
              .formatted(name, operation.expectation().words(), seen.result(), seen.calls()));
    }
    String terminal = seen.status().equals("success") ? EventTypes.SUCCEEDED : EventTypes.FAILED;
    if (!events.equals(List.of(EventTypes.CREATED, terminal))) {
      found.add(
          "%s: expected webhooks created and %s, verified %s"
              .formatted(name, shortName(terminal), events));
    }
    return found;
  }

  private static List<String> missing(DemoApi api, DemoScenario scenario)
      throws IOException, InterruptedException {
    List<String> listed = new ArrayList<>();
    api.newest(1_000).get("items").forEach(item -> listed.add(item.get("id").asString()));
    return scenario.operations().stream()
        .filter(operation -> !listed.contains(operation.id().toString()))
        .map(operation -> operation.what() + " is missing in the list")
        .toList();
  }

  private static String shortName(String type) {
    return type.substring(type.indexOf('.') + 1);
  }

  /** An operation as the API shows it in the end. */
  private record Seen(String status, String result, int calls, int throttled, Duration took) {
    private static final int TOO_MANY_REQUESTS = 429;

    static Seen of(JsonNode operation) {
      String status = operation.get("status").asString();
      JsonNode failure = operation.get("failure");
      JsonNode logs = operation.get("logs");
      int throttled = 0;
      for (JsonNode log : logs) {
        if (log.get("response_status_code").asInt(0) == TOO_MANY_REQUESTS) {
          throttled++;
        }
      }
      return new Seen(
          status,
          failure.isNull() ? status : status + ": " + failure.get("code").asString(),
          logs.size(),
          throttled,
          Duration.between(
              java.time.Instant.parse(operation.get("created_at").asString()),
              java.time.Instant.parse(operation.get("updated_at").asString())));
    }

    /** The result in words. */
    String story() {
      if (!status.equals("success")) {
        return result.replace("failed:", "failed for good:");
      }
      if (throttled > 0) {
        return "succeeded after throttling";
      }
      return calls == 1 ? "succeeded at once" : "succeeded after retries";
    }

    boolean fits(Expectation expectation) {
      return switch (expectation) {
        case SUCCESS_AT_ONCE -> status.equals("success") && calls == 1;
        // The five failures meet whichever of the four come first: each must only end well.
        case SUCCESS_AFTER_RETRIES, SUCCESS_THROTTLED -> status.equals("success");
        case REJECTED -> result.equals("failed: rejected");
        case EXHAUSTED -> result.equals("failed: retries_exhausted");
      };
    }
  }
}
