package dev.waybill.standalone;

import dev.waybill.demo.TextTable;
import dev.waybill.runtime.ServiceRunner;
import dev.waybill.runtime.deadletters.DeadLetterChoice;
import dev.waybill.runtime.deadletters.Origin;
import dev.waybill.runtime.deadletters.Redrive;
import dev.waybill.runtime.deadletters.Standing;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code redrive}. */
@Command(
    name = "redrive",
    description = "Puts dead letters back onto the topics where they were read.")
final class RedriveCommand implements Callable<Integer> {
  private static final int NOT_ALL = 1;

  @Parameters(
      paramLabel = "ORIGIN",
      arity = "0..*",
      description = "topic:partition:offset, as dead-letters lists them.")
  private List<String> origins = new ArrayList<>();

  @CommandLine.Mixin private DeadLetterOptions options = new DeadLetterOptions();

  @Option(names = "--all", description = "Everything that can be put back.")
  private boolean all;

  @Option(names = "--again", description = "Also what was put back before.")
  private boolean again;

  @Option(
      names = "--limit",
      defaultValue = "1000",
      description = "At most so many in one go (default: ${DEFAULT-VALUE}).")
  private int limit;

  @CommandLine.Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    DeadLetterOptions.requirePositive(spec, limit);
    Set<Origin> named = named();
    DeadLetterChoice choice = options.choice(named);
    if (choice.isEverything() && !all) {
      throw wrongUse("say which: origins, --topic, --reason, or --all");
    }
    return ServiceRunner.run(
        System.err,
        new ServiceRunner(),
        () -> report(named, options.open().redrive(choice, again, Math.max(limit, named.size()))));
  }

  private Set<Origin> named() {
    Set<Origin> named = new LinkedHashSet<>();
    for (String origin : origins) {
      try {
        named.add(Origin.parse(origin));
      } catch (IllegalArgumentException e) {
        throw wrongUse(String.valueOf(e.getMessage()));
      }
    }
    return named;
  }

  private ParameterException wrongUse(String sentence) {
    return DeadLetterOptions.wrongUse(spec, sentence);
  }

  private static int report(Set<Origin> named, Redrive redrive) {
    TextTable table = new TextTable("origin", "key", "what was done");
    Set<Origin> missing = new LinkedHashSet<>(named);
    long done = 0;
    long impossible = 0;
    for (Redrive.Fate fate : redrive.fates()) {
      missing.remove(fate.letter().origin());
      table.row(fate.letter().origin().toString(), fate.letter().key(), told(fate));
      done += fate.putBack() ? 1 : 0;
      impossible += fate.putBack() || fate.before() == Standing.PUT_BACK ? 0 : 1;
    }
    missing.forEach(origin -> table.row(origin.toString(), "-", "no such letter"));
    if (!redrive.fates().isEmpty() || !missing.isEmpty()) {
      table.lines().forEach(System.out::println);
    }
    System.out.println(done + " put back");
    if (redrive.left() > 0) {
      System.out.println(redrive.left() + " more are open; say it again, or with a higher --limit");
    }
    if (!redrive.stopped().isEmpty()) {
      System.err.println(
          "waybill: it ended early: "
              + redrive.stopped()
              + "; say it again, what was put back is not put back twice");
    }
    boolean whole = impossible == 0 && missing.isEmpty() && redrive.stopped().isEmpty();
    return whole ? 0 : NOT_ALL;
  }

  private static String told(Redrive.Fate fate) {
    if (fate.putBack()) {
      return fate.redrives() == 1 ? "put back" : "put back, redrive " + fate.redrives();
    }
    return switch (fate.before()) {
      case OPEN, PUT_BACK -> "nothing: it was put back before (--again does it again)";
      case CUT -> "nothing: only its beginning was kept";
      case NOT_TAKEN_BACK -> "nothing: its topic takes no record back; write it anew";
    };
  }
}
