package dev.waybill.testing.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.BreakerStatus;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.LaneStatus;
import dev.waybill.schemas.OperationState;
import dev.waybill.schemas.OutcomeKind;
import dev.waybill.schemas.Phase;
import dev.waybill.schemas.ReportKind;
import dev.waybill.schemas.WaitReason;
import dev.waybill.testing.guarantees.Observation.Accepted;
import dev.waybill.testing.guarantees.Observation.Answered;
import dev.waybill.testing.guarantees.Observation.Happened;
import dev.waybill.testing.guarantees.Observation.LaneSaid;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Each guarantee over observations made by hand: what keeps it, and what breaks it. */
final class GuaranteesTest {
  private static final UUID FIRST = UUID.randomUUID();
  private static final UUID SECOND = UUID.randomUUID();
  private static final UUID RESOURCE = UUID.randomUUID();
  private static final UUID STRANGER = UUID.randomUUID();
  private static final UUID STRANGERS_CONNECTION = UUID.randomUUID();

  private static List<String> judge(Guarantee guarantee, Observation... seen) {
    return judge(guarantee, Stream.of(seen));
  }

  private static List<String> judge(Guarantee guarantee, Stream<Observation> seen) {
    seen.forEach(guarantee::observe);
    return guarantee.violations();
  }

  @Nested
  final class NothingLostTest {
    @Test
    void isKeptByAnyEnding() {
      assertThat(
              judge(
                  new NothingLost(),
                  new Accepted(FIRST),
                  new Accepted(SECOND),
                  Seen.succeeded(FIRST, 1),
                  Seen.failed(SECOND, 1, 2)))
          .isEmpty();
    }

    @Test
    void isBrokenByWhatIsStillPending() {
      assertThat(judge(new NothingLost(), new Accepted(FIRST), Seen.created(FIRST)))
          .containsExactly(FIRST + " was accepted and has no ending");
    }
  }

  @Nested
  final class OneEndingTest {
    @Test
    void isKeptByOneForEachRun() {
      assertThat(
              judge(
                  new OneEnding(),
                  new Accepted(FIRST),
                  Seen.created(FIRST),
                  Seen.failed(FIRST, 1, 1),
                  Seen.failed(FIRST, 2, 2)))
          .isEmpty();
    }

    @Test
    void isBrokenByTwoEndingsOfOneRun() {
      assertThat(
              judge(
                  new OneEnding(),
                  new Accepted(FIRST),
                  Seen.created(FIRST),
                  Seen.failed(FIRST, 1, 1),
                  Seen.succeeded(FIRST, 2)))
          .singleElement()
          .asString()
          .contains("ended more than once in run 1");
    }

    @Test
    void isBrokenByTwoBeginningsNoneOrOneThatNobodyAskedFor() {
      assertThat(
              judge(new OneEnding(), new Accepted(FIRST), Seen.created(FIRST), Seen.created(FIRST)))
          .containsExactly(FIRST + " has 2 created events");
      assertThat(judge(new OneEnding(), new Accepted(FIRST), Seen.succeeded(FIRST, 1)))
          .containsExactly(FIRST + " has 0 created events");
      assertThat(judge(new OneEnding(), Seen.created(FIRST)))
          .containsExactly(FIRST + " has events, and nobody asked for it");
    }
  }

  @Nested
  final class OrderPerResourceTest {
    private final OrderPerResource guarantee = new OrderPerResource(1);

    @Test
    void isKeptByRetriesBeforeTheNextOneStarts() {
      assertThat(
              judge(
                  guarantee,
                  Seen.asked(FIRST, RESOURCE, 1),
                  Seen.asked(SECOND, RESOURCE, 2),
                  Seen.called(FIRST, 10, 503),
                  Seen.called(FIRST, 20, 200),
                  Seen.succeeded(FIRST, 25),
                  Seen.called(SECOND, 30, 200),
                  Seen.succeeded(SECOND, 35)))
          .isEmpty();
    }

    @Test
    void isBrokenByTheSecondGoingFirst() {
      assertThat(
              judge(
                  guarantee,
                  Seen.asked(FIRST, RESOURCE, 1),
                  Seen.asked(SECOND, RESOURCE, 2),
                  Seen.called(SECOND, 10, 200),
                  Seen.called(FIRST, 20, 200)))
          .singleElement()
          .asString()
          .contains("before " + FIRST);
    }

    @Test
    void isBrokenByTheSecondGoingBetweenTwoAttemptsOfTheFirst() {
      assertThat(
              judge(
                  guarantee,
                  Seen.asked(FIRST, RESOURCE, 1),
                  Seen.asked(SECOND, RESOURCE, 2),
                  Seen.called(FIRST, 10, 503),
                  Seen.called(SECOND, 15, 200),
                  Seen.called(FIRST, 20, 200),
                  Seen.succeeded(FIRST, 25)))
          .singleElement()
          .asString()
          .contains("ended at 25 only");
    }

    @Test
    void isNoMatterBetweenResourcesNorOfADuplicate() {
      assertThat(
              judge(
                  guarantee,
                  Seen.asked(FIRST, RESOURCE, 1),
                  Seen.asked(SECOND, UUID.randomUUID(), 2),
                  Seen.asked(FIRST, RESOURCE, 3),
                  Seen.called(SECOND, 10, 200),
                  Seen.called(FIRST, 20, 200)))
          .isEmpty();
    }
  }

  @Nested
  final class LimitHoldsTest {
    private final LimitHolds guarantee =
        new LimitHolds(Map.of(Seen.FLEET, new LimitHolds.Limits(2, 2, 1)), Duration.ZERO);

    @Test
    void isKeptByTheBurstAndThenTheRate() {
      assertThat(
              judge(
                  guarantee,
                  Stream.of(0, 0, 500, 1_000).map(at -> Seen.called(UUID.randomUUID(), at, 200))))
          .isEmpty();
    }

    @Test
    void isBrokenByOneCallMore() {
      assertThat(
              judge(
                  guarantee,
                  Stream.of(0, 0, 400).map(at -> Seen.called(UUID.randomUUID(), at, 429))))
          .singleElement()
          .asString()
          .startsWith("fleet: 3 calls within 400 ms");
    }

    @Test
    void isBrokenByAnAttemptThatBeginsBeforeTheLastIsOver() {
      assertThat(
              judge(
                  guarantee,
                  Seen.succeeded(FIRST, 50, Seen.log(FIRST, 1, 10, 20), Seen.log(FIRST, 2, 20, 30)),
                  Seen.succeeded(SECOND, 50, Seen.log(SECOND, 1, 25, 40))))
          .containsExactly("fleet: 2 calls were under way at 25, where 1 may be");
    }

    @Test
    void doesNotCountWhatWasGivenUp() {
      assertThat(
              judge(
                  guarantee,
                  Seen.reported(FIRST, 1, ReportKind.FENCE, null),
                  Seen.succeeded(FIRST, 50, Seen.log(FIRST, 1, 10, 45)),
                  Seen.succeeded(SECOND, 50, Seen.log(SECOND, 1, 25, 40))))
          .isEmpty();
    }
  }

  @Nested
  final class NobodyAHostageTest {
    private final NobodyAHostage guarantee = new NobodyAHostage(1.1, Duration.ofMillis(20));

    @Test
    void isKeptByWaitsLikeThoseBefore() {
      guarantee.beforeTheNoise(waits(20));
      guarantee.duringTheNoise(waits(40));
      assertThat(guarantee.violations()).isEmpty();
    }

    @Test
    void isBrokenByLongerWaits() {
      guarantee.beforeTheNoise(waits(20));
      guarantee.duringTheNoise(waits(400));
      assertThat(guarantee.violations())
          .singleElement()
          .asString()
          .contains("within 400 ms during the noise, and within 20 ms before it");
    }

    @Test
    void isNotJudgedBySoFewThatItSaysNothing() {
      assertThat(judge(guarantee))
          .singleElement()
          .asString()
          .startsWith("cannot be judged: 0 samples");
    }

    private Set<UUID> waits(long ms) {
      Set<UUID> operations = new HashSet<>();
      for (int i = 0; i < 25; i++) {
        UUID operation = UUID.randomUUID();
        guarantee.observe(Seen.takenIn(operation, i));
        guarantee.observe(Seen.called(operation, i + ms, 200));
        operations.add(operation);
      }
      return operations;
    }
  }

  @Nested
  final class FewRepeatsTest {
    @Test
    void isKeptByARetryOfWhatDidNothing() {
      assertThat(
              judge(
                  new FewRepeats(Set.of()), Seen.called(FIRST, 1, 503), Seen.called(FIRST, 2, 200)))
          .isEmpty();
    }

    @Test
    void isKeptByARepeatThatIsMarked() {
      assertThat(
              judge(
                  new FewRepeats(Set.of()),
                  Seen.called(FIRST, 1, null),
                  Seen.reported(FIRST, 1, ReportKind.FINISHED, OutcomeKind.UNKNOWN),
                  Seen.called(FIRST, 2, 200),
                  Seen.called(SECOND, 1, 200),
                  Seen.reported(SECOND, 1, ReportKind.FENCE, null),
                  Seen.called(SECOND, 2, 200)))
          .isEmpty();
    }

    @Test
    void isBrokenByARepeatWithoutAMarkOrByMoreThanTheMarks() {
      assertThat(
              judge(
                  new FewRepeats(Set.of()),
                  Seen.called(FIRST, 1, 200),
                  Seen.called(FIRST, 2, 200),
                  Seen.called(SECOND, 1, 200),
                  Seen.called(SECOND, 2, 200),
                  Seen.called(SECOND, 3, 200),
                  Seen.reported(SECOND, 1, ReportKind.FENCE, null),
                  Seen.reported(SECOND, 1, ReportKind.FENCE, null)))
          .hasSize(2);
    }

    @Test
    void isBrokenByAnyRepeatThatDoesHarm() {
      assertThat(
              judge(
                  new FewRepeats(Set.of(Seen.FLEET)),
                  Seen.called(FIRST, 1, null),
                  Seen.reported(FIRST, 1, ReportKind.FINISHED, OutcomeKind.UNKNOWN),
                  Seen.called(FIRST, 2, 200)))
          .hasSize(1);
    }
  }

  @Nested
  final class StrangersTest {
    private final Strangers guarantee =
        new Strangers(
            Map.of(
                Seen.CONNECTION,
                new Strangers.Owned(Seen.PARTNER, Seen.FLEET),
                STRANGERS_CONNECTION,
                new Strangers.Owned(STRANGER, "other fleet")));

    @Test
    void isKeptByTheOwnersIdsAndByNotFound() {
      assertThat(
              judge(
                  guarantee,
                  Seen.askedOf(FIRST, Seen.CONNECTION, 1),
                  new Happened(Seen.ofPartner(Seen.PARTNER, FIRST)),
                  Seen.called(FIRST, 1, 200),
                  answer(STRANGER, 404)))
          .isEmpty();
    }

    @Test
    void isBrokenByAnEventWithAStrangersId() {
      assertThat(judge(guarantee, new Happened(Seen.ofPartner(STRANGER, FIRST)))).hasSize(2);
    }

    @Test
    void isBrokenByACallToAnotherFleet() {
      assertThat(
              judge(
                  guarantee,
                  Seen.askedOf(FIRST, Seen.CONNECTION, 1),
                  Seen.called("other fleet", FIRST, 1, 200)))
          .hasSize(1);
    }

    @Test
    void isBrokenByAnyOtherAnswerThanNotFound() {
      assertThat(judge(guarantee, answer(STRANGER, 200), answer(STRANGER, 403))).hasSize(2);
    }

    private Observation answer(UUID asker, int status) {
      return new Answered(asker, Seen.PARTNER, "/x", status, Json.mapper().createObjectNode(), 0);
    }
  }

  @Nested
  final class SaysWhyTest {
    private final OperationState retry =
        new OperationState(Phase.RETRYING, WaitReason.RETRY, null, null);

    private SaysWhy guarantee(SaysWhy.Lanes lanes) {
      return new SaysWhy(
          Map.of(Seen.CONNECTION, Set.of(WaitReason.RETRY, WaitReason.LIMIT)),
          lanes,
          Duration.ofSeconds(5));
    }

    @Test
    void isKeptByATrueReasonAndACallNoEarlierThanSaid() {
      assertThat(
              judge(
                  guarantee(SaysWhy.Lanes.ARE_NOT_ASKED),
                  Seen.retrying(FIRST, 10, retry, 100),
                  Seen.called(FIRST, 5, 503),
                  Seen.called(FIRST, 100, 200)))
          .isEmpty();
    }

    @Test
    void isBrokenByACallEarlierThanSaid() {
      assertThat(
              judge(
                  guarantee(SaysWhy.Lanes.ARE_NOT_ASKED),
                  Seen.retrying(FIRST, 10, retry, 100),
                  Seen.called(FIRST, 50, 200)))
          .hasSize(1);
    }

    @Test
    void isBrokenByNoReasonOrByOneThatCannotBe() {
      OperationState none = new OperationState(Phase.RETRYING, null, null, null);
      OperationState wrong = new OperationState(Phase.WAITING, WaitReason.PAUSED, null, null);
      assertThat(
              judge(
                  guarantee(SaysWhy.Lanes.ARE_NOT_ASKED),
                  Seen.retrying(FIRST, 10, none, 0),
                  Seen.retrying(SECOND, 10, wrong, 0)))
          .hasSize(2);
    }

    @Test
    void isBrokenByAWaitOfWhichNeitherTheOperationNorItsLaneSaysWhy() {
      Observation waits =
          new Answered(
              Seen.PARTNER,
              Seen.PARTNER,
              "/x",
              200,
              Json.mapper().valueToTree(Seen.ofPartner(Seen.PARTNER, FIRST).data()),
              60_000);
      Observation since = Seen.takenIn(FIRST, 57_000);
      assertThat(judge(guarantee(SaysWhy.Lanes.ARE_NOT_ASKED), since, waits)).isEmpty();
      assertThat(judge(guarantee(SaysWhy.Lanes.TELL), since, waits)).hasSize(1);
      assertThat(judge(guarantee(SaysWhy.Lanes.TELL), waits)).as("not taken in").isEmpty();
      assertThat(judge(guarantee(SaysWhy.Lanes.TELL), Seen.takenIn(FIRST, 59_000), waits))
          .as("not for long")
          .isEmpty();
      assertThat(judge(guarantee(SaysWhy.Lanes.TELL), since, Seen.succeeded(FIRST, 59_900), waits))
          .as("not any more")
          .isEmpty();
      assertThat(judge(guarantee(SaysWhy.Lanes.TELL), since, waits, told(58_000, 0))).isEmpty();
    }

    @Test
    void isKeptByTheLastThatALaneSaidAlsoIfThatWasLongAgo() {
      Observation waits =
          new Answered(
              Seen.PARTNER,
              Seen.PARTNER,
              "/x",
              200,
              Json.mapper().valueToTree(Seen.ofPartner(Seen.PARTNER, FIRST).data()),
              60_000);
      Observation since = Seen.takenIn(FIRST, 10_000);
      Observation busy = told(11_000, 1);
      Observation idle = told(12_000, null);
      assertThat(judge(guarantee(SaysWhy.Lanes.TELL), since, waits, busy)).isEmpty();
      assertThat(judge(guarantee(SaysWhy.Lanes.TELL), since, waits, busy, idle)).hasSize(1);
    }

    private Observation told(long atMs, @Nullable Integer inFlight) {
      return new LaneSaid(
          new LaneStatus(
              Seen.CONNECTION,
              1,
              inFlight == null ? 0 : inFlight,
              null,
              null,
              inFlight == null || inFlight > 0 ? null : WaitReason.LIMIT,
              null,
              BreakerStatus.CLOSED,
              false,
              Instant.ofEpochMilli(atMs)));
    }
  }

  @Test
  void aWatchShowsEverythingToAllAndTellsWhichWasBroken() {
    Watch watch = new Watch(List.of(new NothingLost(), new OneEnding()));
    watch.observe(new Accepted(FIRST));
    watch.observe(Seen.created(FIRST));
    assertThat(watch.violations()).containsOnlyKeys("G1 nothing accepted is lost");
  }
}
