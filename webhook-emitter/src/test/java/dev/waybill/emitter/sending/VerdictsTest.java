package dev.waybill.emitter.sending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.emitter.sending.Verdict.Kind;
import dev.waybill.emitter.sending.WebhookReply.Answered;
import dev.waybill.emitter.sending.WebhookReply.Cause;
import dev.waybill.emitter.sending.WebhookReply.Failed;
import dev.waybill.schemas.DeliveryTimings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "200, -, DELIVERED, 0",
        "201, -, DELIVERED, 0",
        "204, 30, DELIVERED, 0",
        "299, -, DELIVERED, 0",
        "101, -, RETRY, 0",
        "300, -, RETRY, 0",
        "301, -, RETRY, 0",
        "302, 30, RETRY, 30",
        "307, -, RETRY, 0",
        "400, -, REFUSED, 0",
        "401, -, REFUSED, 0",
        "402, -, REFUSED, 0",
        "403, -, REFUSED, 0",
        "404, 30, REFUSED, 30",
        "405, -, REFUSED, 0",
        "406, -, REFUSED, 0",
        "408, -, RETRY, 0",
        "408, 30, RETRY, 30",
        "409, -, RETRY, 0",
        "410, -, ABORTED, 0",
        "410, 30, ABORTED, 0",
        "411, -, REFUSED, 0",
        "413, -, REFUSED, 0",
        "414, -, REFUSED, 0",
        "415, -, REFUSED, 0",
        "421, -, RETRY, 0",
        "422, -, REFUSED, 0",
        "423, -, RETRY, 0",
        "424, -, RETRY, 0",
        "425, -, RETRY, 0",
        "426, -, REFUSED, 0",
        "431, -, REFUSED, 0",
        "451, -, REFUSED, 0",
        "499, -, REFUSED, 0",
        "429, -, THROTTLED, 0",
        "429, 30, THROTTLED, 30",
        "429, ' 30 ', THROTTLED, 30",
        "429, 0, THROTTLED, 0",
        "429, -5, THROTTLED, 0",
        "429, soon, THROTTLED, 0",
        "429, 1e3, THROTTLED, 0",
        "429, 99999999999999999999, THROTTLED, 0",
        "429, 'Sun, 22 Nov 2026 10:01:00 GMT', THROTTLED, 60",
        "429, 'Sun, 22 Nov 2026 09:00:00 GMT', THROTTLED, 0",
        "500, -, RETRY, 0",
        "501, -, RETRY, 0",
        "500, 30, RETRY, 30",
        "502, 30, STRAINED, 30",
        "502, -, STRAINED, 0",
        "503, -, STRAINED, 0",
        "503, 120, THROTTLED, 120",
        "503, 'Sun, 22 Nov 2026 10:00:10 GMT', THROTTLED, 10",
        "503, nonsense, STRAINED, 0",
        "504, -, STRAINED, 0",
        "599, -, STRAINED, 0",
      })
  void judgesAnAnswerByItsStatus(int status, String retryAfter, Kind kind, long seconds) {
    Verdict verdict =
        Verdicts.of(
            answered(status, retryAfter == null ? Map.of() : Map.of("retry-after", retryAfter)),
            NOW);
    assertThat(verdict.disables()).isEqualTo(status == 410);
    assertThat(verdict.kind()).isEqualTo(kind);
    assertThat(verdict.retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(verdict.reason().isEmpty()).isEqualTo(kind == Kind.DELIVERED);
  }

  @ParameterizedTest
  @EnumSource
  void triesAgainWhenThereWasNoAnswer(Cause cause) {
    assertThat(Verdicts.of(new Failed(cause, DeliveryTimings.NONE, Duration.ZERO), NOW))
        .isEqualTo(new Verdict(kind(cause), cause.text(), Duration.ZERO, Duration.ZERO, false));
  }

  /** What comes of too many requests, as far as anybody can tell. */
  private static Kind kind(Cause cause) {
    return Set.of(Cause.TIMEOUT, Cause.CONNECT, Cause.BROKEN).contains(cause)
        ? Kind.STRAINED
        : Kind.RETRY;
  }

  @ParameterizedTest
  @CsvSource({
    "200, DELIVERED, 0, 7",
    "400, REFUSED, 0, 7",
    "410, ABORTED, 0, 7",
    "429, THROTTLED, 7, 0",
    "500, RETRY, 0, 7",
    "504, STRAINED, 0, 7",
  })
  void heedsWhatIsLeftOfTheReceiversLimitWhateverTheAnswer(
      int status, Kind kind, long rest, long left) {
    for (Map<String, String> headers :
        List.of(
            Map.of("ratelimit", "\"default\";r=0;t=7"),
            Map.of("ratelimit-remaining", "0", "ratelimit-reset", "7"),
            Map.of("x-ratelimit-remaining", "0", "x-ratelimit-reset", "7"))) {
      Verdict verdict = Verdicts.of(answered(status, headers), NOW);
      assertThat(verdict.kind()).isEqualTo(kind);
      assertThat(verdict.retryAfter()).isEqualTo(Duration.ofSeconds(rest));
      assertThat(verdict.nothingLeftFor()).isEqualTo(Duration.ofSeconds(left));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "404, 0, REFUSED",
    "404, 4, REFUSED",
    "404, 5, GIVEN_UP",
    "422, 9, GIVEN_UP",
    "408, 9, RETRY",
    "410, 1, ABORTED",
    "429, 90, THROTTLED",
    "500, 9, RETRY",
    "503, 9, STRAINED",
    "302, 9, RETRY",
    "204, 9, DELIVERED",
  })
  void givesUpEarlierWhatIsRefusedEveryTime(int status, int refusals, Kind kind) {
    Verdict verdict = Verdicts.of(answered(status, Map.of()), NOW).after(refusals);
    assertThat(verdict.kind()).isEqualTo(kind);
    if (kind == Kind.GIVEN_UP) {
      assertThat(verdict.reason())
          .isEqualTo(
              "given up after %d refusals: the endpoint answered %d"
                  .formatted(refusals + 1, status));
    }
  }

  @Test
  void aRestThatIsAskedForOutlivesADeliveryThatIsGivenUp() {
    Verdict last = Verdicts.of(answered(403, Map.of("retry-after", "600")), NOW).after(5);
    assertThat(last.kind()).isEqualTo(Kind.GIVEN_UP);
    assertThat(last.nothingLeftFor()).isEqualTo(Duration.ofMinutes(10));
  }

  @ParameterizedTest
  @CsvSource({"429", "500", "503"})
  void whatTheReceiverAsksForCountsBeforeWhatIsLeft(int status) {
    Map<String, String> headers =
        Map.of("retry-after", "3", "ratelimit-remaining", "0", "ratelimit-reset", "7");
    Verdict verdict = Verdicts.of(answered(status, headers), NOW);
    assertThat(verdict.retryAfter()).isEqualTo(Duration.ofSeconds(3));
    assertThat(verdict.nothingLeftFor()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "200, disable, DELIVERED, true",
    "204, ' Disable ', DELIVERED, true",
    "200, abort-message, DELIVERED, false",
    "400, abort-message, ABORTED, false",
    "503, abort-message, ABORTED, false",
    "500, disable, ABORTED, true",
    "429, disable, ABORTED, true",
    "500, something, RETRY, false",
  })
  void heedsWhatTheReceiverSaysOfTheDelivery(
      int status, String directive, Kind kind, boolean disables) {
    Verdict verdict = Verdicts.of(answered(status, Map.of("webhook-delivery", directive)), NOW);
    assertThat(verdict.kind()).isEqualTo(kind);
    assertThat(verdict.disables()).isEqualTo(disables);
  }

  private static Answered answered(int status, Map<String, String> headers) {
    return new Answered(status, headers, "", DeliveryTimings.NONE, Duration.ZERO);
  }
}
