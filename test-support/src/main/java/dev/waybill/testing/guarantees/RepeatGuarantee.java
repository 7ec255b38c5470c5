package dev.waybill.testing.guarantees;

import dev.waybill.schemas.AttemptReport;
import dev.waybill.schemas.OutcomeKind;
import dev.waybill.schemas.ReportKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * As few repeats as possible (G6): a call that the TSP acted on is made again only if the executor
 * was killed before it could report it.
 *
 * @param killedMs when the executor was gone for certain, milliseconds since 1970
 */
public record RepeatGuarantee(long killedMs) {

  /** The operations whose call was made again after the TSP had acted on it. */
  public Set<String> repeated(List<RecordedCall> calls) {
    Set<String> repeated = new HashSet<>();
    for (List<RecordedCall> sameKey : byKey(calls).values()) {
      List<RecordedCall> allButLast = sameKey.subList(0, sameKey.size() - 1);
      allButLast.stream()
          .filter(RecordedCall::actedOn)
          .forEach(call -> repeated.add(String.valueOf(call.idempotencyKey())));
    }
    return repeated;
  }

  /**
   * Each breach in words; empty if the guarantee held.
   *
   * @param calls of all fleets, each fleet's in order
   * @param reports all that the executors reported
   */
  public List<String> violations(List<RecordedCall> calls, Collection<AttemptReport> reports) {
    Map<String, Long> reportedMs = firstSuccess(reports);
    List<String> found = new ArrayList<>();
    byKey(calls)
        .forEach((key, sameKey) -> {
          for (RecordedCall call : sameKey.subList(0, sameKey.size() - 1)) {
            if (!call.actedOn()) {
              continue;
            }
            if (call.atMs() > killedMs) {
              found.add(
                  key
                      + " was called again after a call that was made after the kill"
                      + told(key, reports));
            } else if (reportedMs.getOrDefault(key, Long.MAX_VALUE) <= killedMs) {
              found.add(
                  key
                      + " was called again after its success had been reported"
                      + told(key, reports));
            }
          }
        });
    return found;
  }

  /** What the executors said about it, for whoever has to find out why. */
  private static String told(String key, Collection<AttemptReport> reports) {
    return reports.stream()
        .filter(report -> report.item().toString().equals(key))
        .map(report ->
            "%s %s of attempt %d at %d: %s"
                .formatted(
                    report.kind().wireName(),
                    report.outcome() == null ? "" : report.outcome().wireName(),
                    report.attempt(),
                    report.at().toEpochMilli(),
                    report.reason()))
        .collect(Collectors.joining("; ", " (", ")"));
  }

  private static Map<String, Long> firstSuccess(Collection<AttemptReport> reports) {
    Map<String, Long> firstMs = new HashMap<>();
    for (AttemptReport report : reports) {
      if (report.kind() == ReportKind.FINISHED && report.outcome() == OutcomeKind.SUCCEEDED) {
        firstMs.merge(report.item().toString(), report.at().toEpochMilli(), Math::min);
      }
    }
    return firstMs;
  }

  private static Map<String, List<RecordedCall>> byKey(List<RecordedCall> calls) {
    Map<String, List<RecordedCall>> byKey = new LinkedHashMap<>();
    for (RecordedCall call : calls) {
      byKey
          .computeIfAbsent(String.valueOf(call.idempotencyKey()), key -> new ArrayList<>())
          .add(call);
    }
    return byKey;
  }
}
