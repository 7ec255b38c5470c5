package dev.waybill.standalone;

import dev.waybill.demo.TextTable;
import dev.waybill.runtime.ServiceRunner;
import dev.waybill.runtime.StartupException;
import dev.waybill.runtime.deadletters.DeadLetter;
import dev.waybill.runtime.deadletters.Listing;
import dev.waybill.runtime.deadletters.Standing;
import dev.waybill.schemas.Json;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code dead-letters}. */
@Command(
    name = "dead-letters",
    description = "Lists what could not be read or applied, oldest first, and why.")
final class DeadLettersCommand implements Callable<Integer> {
  @CommandLine.Mixin private DeadLetterOptions options = new DeadLetterOptions();

  @Option(
      names = "--limit",
      defaultValue = "100",
      description = "At most so many, the newest (default: ${DEFAULT-VALUE}).")
  private int limit;

  @CommandLine.Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    DeadLetterOptions.requirePositive(spec, limit);
    return ServiceRunner.run(
        System.err,
        new ServiceRunner(),
        () -> {
          try {
            print(options.open().list(options.choice(Set.of()), limit));
          } catch (KafkaException e) {
            throw new StartupException("the letters cannot be read: " + e.getMessage(), e);
          }
          return 0;
        });
  }

  private static void print(Listing listing) {
    if (listing.letters().isEmpty()) {
      System.out.println("no such letters");
      return;
    }
    TextTable table = new TextTable("written", "origin", "state", "key", "reason");
    for (Listing.Entry entry : listing.letters()) {
      DeadLetter letter = entry.letter();
      table.row(
          Json.format(letter.at()),
          letter.origin().toString(),
          state(entry),
          letter.key(),
          letter.reason());
    }
    table.lines().forEach(System.out::println);
    if (listing.older() > 0) {
      System.out.println("and " + listing.older() + " older ones; --limit shows more");
    }
  }

  private static String state(Listing.Entry entry) {
    int redrives = entry.letter().redrives();
    String before = redrives == 0 ? "" : ", came back after redrive " + redrives;
    return words(entry.standing()) + before;
  }

  static String words(Standing standing) {
    return switch (standing) {
      case OPEN -> "open";
      case PUT_BACK -> "put back";
      case CUT -> "cut off";
      case NOT_TAKEN_BACK -> "not taken back";
    };
  }
}
