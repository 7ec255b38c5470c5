package dev.waybill.testing.guarantees;

import dev.waybill.schemas.Json;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Calls as a log would show them. */
final class Calls {
  private Calls() {}

  static RecordedCall at(long atMs, UUID operation, int status) {
    return new RecordedCall(
        atMs, "POST", "/", operation.toString(), Json.mapper().nullNode(), status);
  }

  static List<RecordedCall> at(long... times) {
    return Arrays.stream(times).mapToObj(ms -> at(ms, UUID.randomUUID(), 200)).toList();
  }
}
