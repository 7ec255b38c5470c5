package dev.waybill.testing.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.AttemptReport;
import dev.waybill.schemas.OutcomeKind;
import dev.waybill.schemas.ReportKind;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class RepeatGuaranteeTest {
  private static final UUID ID = UUID.randomUUID();
  private final RepeatGuarantee guarantee = new RepeatGuarantee(1_000);

  @Test
  void allowsRetriesOfFailedCallsAndARepeatOfACallInFlightAtTheKill() {
    List<RecordedCall> failedFirst = List.of(Calls.at(10, ID, 500), Calls.at(20, ID, 201));
    assertThat(guarantee.violations(failedFirst, List.of(succeeded(25)))).isEmpty();
    assertThat(guarantee.repeated(failedFirst)).isEmpty();

    List<RecordedCall> inFlight = List.of(Calls.at(990, ID, 201), Calls.at(5_000, ID, 201));
    assertThat(guarantee.violations(inFlight, List.of(succeeded(5_010)))).isEmpty();
    assertThat(guarantee.repeated(inFlight)).containsExactly(ID.toString());
  }

  @Test
  void isBrokenByARepeatOfACallThatWasReported() {
    List<RecordedCall> calls = List.of(Calls.at(900, ID, 201), Calls.at(5_000, ID, 201));
    assertThat(guarantee.violations(calls, List.of(succeeded(910), succeeded(5_010))))
        .singleElement()
        .asString()
        .contains(ID.toString(), "reported");
  }

  @Test
  void isBrokenByARepeatOfACallMadeAfterTheKill() {
    List<RecordedCall> calls = List.of(Calls.at(2_000, ID, 201), Calls.at(5_000, ID, 201));
    assertThat(guarantee.violations(calls, List.of()))
        .singleElement()
        .asString()
        .contains("after the kill");
  }

  private static AttemptReport succeeded(long atMs) {
    return new AttemptReport(
        AttemptReport.VERSION,
        ID,
        ID,
        1,
        1,
        ReportKind.FINISHED,
        Instant.ofEpochMilli(atMs),
        OutcomeKind.SUCCEEDED,
        null,
        null,
        null,
        null,
        null);
  }
}
