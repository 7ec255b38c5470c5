package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Json;
import dev.waybill.testing.ProcessUnderTest;
import dev.waybill.testing.guarantees.SimulatorControl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a build with a bug took for dead letters is put back by the command line once a build
 * without it runs, and is then carried out like anything else.
 */
final class RedriveIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int NOT_ALL = 1;

  @TempDir Path folder;

  private final long begun = System.nanoTime();
  private final UUID connection = UUID.randomUUID();

  @Test
  void whatWasDeadIsPutBackOnceItsCauseIsGoneAndEnds() {
    Path data = folder.resolve("data");
    Dead dead;
    try (WaybillProcess bugged =
        WaybillProcess.start(
            data,
            List.of(BrokenBuild.writeOneThatReadsNoRequest(folder.resolve("broken"))),
            Map.of())) {
      dead = die(bugged);
      passed("dead");
      bugged.stop(LIMIT);
      passed("stopped");
    }
    try (WaybillProcess sound = WaybillProcess.start(data);
        SimulatorControl simulator = new SimulatorControl(sound.simulatorUrl())) {
      Partner partner = Partner.signIn(sound.url(), "demo");
      passed("started again");
      assertThat(run(sound, 0, "dead-letters"))
          .filteredOn(line -> line.contains("this is a bug") && line.contains("open"))
          .hasSize(3)
          .anyMatch(line -> line.contains(dead.firstOrigin()) && line.contains("" + connection));

      assertThat(run(sound, 0, "redrive", dead.firstOrigin())).contains("1 put back");
      assertThat(status(partner, dead.first())).isEqualTo("success");
      assertThat(partner.operation(dead.second()).get("status").asString()).isEqualTo("pending");

      assertThat(run(sound, 0, "redrive", "--reason=this is a bug"))
          .contains("2 put back")
          .anyMatch(line -> line.contains(dead.firstOrigin()) && line.contains("before"));
      assertThat(status(partner, dead.second())).isEqualTo("success");
      assertThat(simulator.calls(fleet())).hasSize(2);
      passed("put back");
      assertTheRest(sound);
      passed("over");
    }
  }

  private void passed(String what) {
    System.out.printf("%s after %d s%n", what, (System.nanoTime() - begun) / 1_000_000_000);
  }

  private record Dead(UUID first, String firstOrigin, UUID second) {}

  /** Two good requests and what is none, all of which it cannot read. */
  private Dead die(WaybillProcess bugged) {
    try (PlainProducer producer = new PlainProducer(bugged.bootstrapServers());
        Evidence evidence = new Evidence(bugged.bootstrapServers())) {
      Partner partner = Partner.signIn(bugged.url(), "demo");
      partner.connect(connection, fleet(), Map.of());
      byte[] key = connection.toString().getBytes(UTF_8);
      Map<String, Object> first = producer.vehicle(partner.id(), connection, "Truck 1");
      RecordMetadata sent = producer.await(null, key, Json.write(first));
      UUID second = producer.send(producer.vehicle(partner.id(), connection, "Truck 2"));
      producer.await(null, key, "no request".getBytes(UTF_8));
      evidence.deadLetters(seen -> seen.size() >= 3, LIMIT);
      return new Dead(
          PlainProducer.id(first),
          "%s:%d:%d".formatted(sent.topic(), sent.partition(), sent.offset()),
          second);
    }
  }

  /** What is no request came back, as that; and nothing else is left to do. */
  private void assertTheRest(WaybillProcess sound) {
    try (Evidence evidence = new Evidence(sound.bootstrapServers())) {
      // Three letters, their three marks, and the one that came back.
      evidence.deadLetters(seen -> seen.size() >= 7, LIMIT);
    }
    assertThat(run(sound, 0, "dead-letters", "--reason=Not An Operation"))
        .filteredOn(line -> line.contains("open, came back after redrive 1"))
        .hasSize(1);
    assertThat(run(sound, 0, "redrive", "--reason=this is a bug")).contains("0 put back");
    assertThat(run(sound, NOT_ALL, "redrive", "operation.requested:0:999999"))
        .contains("0 put back")
        .anyMatch(line -> line.contains("no such letter"));
  }

  private String status(Partner partner, UUID operation) {
    return partner.ended(connection, operation, LIMIT).get("status").asString();
  }

  private String fleet() {
    return "redriven-" + connection;
  }

  private List<String> run(WaybillProcess waybill, int status, String... arguments) {
    try (ProcessUnderTest command =
        ProcessUnderTest.start(
            arguments[0],
            ProcessUnderTest.javaCommand(WaybillProcess.MAIN, arguments),
            folder,
            Map.of("WAYBILL_KAFKA_BOOTSTRAP_SERVERS", waybill.bootstrapServers()))) {
      int ended = command.awaitExit(LIMIT);
      assertThat(ended).as(() -> String.join("\n", command.lines())).isEqualTo(status);
      return command.lines();
    }
  }
}
