package dev.waybill.api.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.TopicPlan;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewRulesTest {
  /** The record and its payload are two levels. */
  private static final int LISTS = TopicPlan.MAX_REQUEST_DEPTH - 2;

  @Test
  void whatTheSchedulerGivesUpAsNestedTooDeepIsNotShownAsQueued() {
    assertThat(ViewRules.request(nested(LISTS), 0, 1)).isPresent();
    assertThat(ViewRules.request(nested(LISTS + 1), 0, 1)).isEmpty();
  }

  @Test
  void whatIsAskedBeyondAllCalendarsIsNotShown() {
    String request = new String(nested(1), UTF_8);
    for (String far : List.of("+10000-01-01T00:00:00.000Z", "+999999999-12-31T23:59:59Z")) {
      byte[] json = request.replace("2026-11-22T10:15:30.000Z", far).getBytes(UTF_8);
      assertThat(ViewRules.request(json, 0, 1)).as(far).isEmpty();
    }
  }

  private static byte[] nested(int lists) {
    return """
    {"id":"018f0000-0000-7000-8000-000000000001","partner_id":"018f0000-0000-7000-8000-000000000002",
     "connection_id":"018f0000-0000-7000-8000-000000000003","resource":"vehicle","operation_type":"create",
     "payload":{"notes":%s%s},"requested_at":"2026-11-22T10:15:30.000Z"}
    """
        .formatted("[".repeat(lists), "]".repeat(lists))
        .getBytes(UTF_8);
  }
}
