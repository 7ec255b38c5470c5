package dev.waybill.standalone;

import dev.waybill.runtime.config.Settings;
import dev.waybill.runtime.deadletters.DeadLetterChoice;
import dev.waybill.runtime.deadletters.DeadLetters;
import dev.waybill.runtime.deadletters.Origin;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.runtime.kafka.TopicSettings;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which letters a command means, and where they are. */
final class DeadLetterOptions {
  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      defaultValue = "",
      description = "Only records that were read from this topic.")
  String topic = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Only those whose reason contains this, in letters of either case.")
  String reason = "";

  @CommandLine.Mixin ConfigOption file = new ConfigOption();

  DeadLetterChoice choice(Set<Origin> origins) {
    return new DeadLetterChoice(origins, topic, reason);
  }

  DeadLetters open() {
    Settings settings = StandaloneSettings.service(System.getenv(), file.config);
    KafkaClients kafka = new KafkaClients(settings.kafka());
    kafka.requireReachable();
    return new DeadLetters(kafka, TopicSettings.plan(settings).topics());
  }

  static void requirePositive(@Nullable CommandSpec spec, int limit) {
    if (limit < 1) {
      throw wrongUse(spec, "--limit must be 1 or more, not " + limit);
    }
  }

  /** Told as picocli tells what it finds itself: the sentence, the usage, status 2. */
  static ParameterException wrongUse(@Nullable CommandSpec spec, String sentence) {
    if (spec == null) {
      throw new IllegalStateException("not run by the command line: " + sentence);
    }
    return new ParameterException(spec.commandLine(), sentence);
  }
}
