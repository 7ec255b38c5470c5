package dev.waybill.api.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Priority;
import dev.waybill.schemas.Resource;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestHeadTest {
  private static final int MUTATIONS = 20_000;

  /** What a hostile producer would put in the place of something else. */
  private static final List<String> PIECES =
      List.of(
          "null",
          "true",
          "\"\"",
          "{}",
          "[]",
          "0",
          "-0",
          "01",
          "1.5",
          "1e99999999999",
          "1E9",
          "9".repeat(19),
          "9".repeat(1_001),
          "0." + "3".repeat(1_001),
          "NaN",
          "\"018F0000-0000-7000-8000-00000000000A\"",
          "\"1-1-1-1-1\"",
          "\"AY8AAAAAcACAAAAAAAAAAQ==\"",
          "\" 018f0000-0000-7000-8000-000000000001 \"",
          "\"2026-11-22T24:00:00.000Z\"",
          "\"2026-02-30T10:00:00.000Z\"",
          "\"+10000-01-01T00:00:00.0Z\"",
          "\"2026-11-22T10:15:30+01:00\"",
          "\"VEHICLE\"",
          "\"vehicle\"",
          "\"\\ud800\"",
          "\"\\u0000\"",
          "{\"a\":1,\"a\":2}",
          "{\"a\":{\"a\":1},\"b\":{\"a\":1}}",
          "[".repeat(120) + "]".repeat(120),
          "{\"a\":".repeat(99) + "1" + "}".repeat(99));

  private static final String WHOLE =
      """
      {"id":"018f0000-0000-7000-8000-000000000001","partner_id":"018f0000-0000-7000-8000-000000000002",\
      "connection_id":"018f0000-0000-7000-8000-000000000003","resource":"workflow",\
      "operation_type":"update","resource_id":"018f0000-0000-7000-8000-000000000004",\
      "payload":{"name":"Käthe","stops":[{"latitude":52.5,"longitude":-0.1,"activities":["load"]},\
      {"latitude":1,"longitude":null}],"is_done":false},"requested_at":"2026-11-22T10:15:30.123Z",\
      "expires_at":"2026-11-23T10:15:30.000Z","priority":"high","connection_version":7,\
      "is_sync":false,"idempotency_key":"a key","fingerprint":"a fingerprint","newer":{"x":[1]}}\
      """;

  @Test
  void readsWhatWeWriteWithoutReadingTheWhole() {
    for (Resource resource : Resource.values()) {
      for (OperationType type : OperationType.values()) {
        for (boolean full : List.of(true, false)) {
          OperationRequest request = request(resource, type, full);
          assertThat(PlainRequest.read(Json.write(request))).contains(RequestHead.of(request));
        }
      }
    }
    assertThat(PlainRequest.read(WHOLE.getBytes(UTF_8)))
        .isPresent()
        .isEqualTo(RequestHead.readWhole(WHOLE.getBytes(UTF_8)));
  }

  @Test
  void readsAsAWholeWhatIsWrittenOtherwise() {
    for (String other :
        List.of(
            WHOLE.replace("2026-11-22T10:15:30.123Z", "2026-11-22T10:15:30Z"),
            WHOLE.replace("1,\"longitude\":null", "9".repeat(40) + ",\"longitude\":1e-7"),
            WHOLE.replace("\"a key\"", "17"),
            WHOLE.replace("\"newer\":{\"x\":[1]}", "\"newer\":" + names(100)))) {
      byte[] json = other.getBytes(UTF_8);
      assertThat(PlainRequest.read(json)).as(other).isEmpty();
      assertThat(RequestHead.read(json)).as(other).isPresent();
    }
  }

  @Test
  void takesNoRequestThatLacksWhatEveryRequestHasOrHasItTwice() {
    for (String field :
        List.of(
            "id",
            "partner_id",
            "connection_id",
            "resource",
            "operation_type",
            "payload",
            "requested_at")) {
      String quoted = '"' + field + "\":";
      assertRefused(WHOLE.replace(quoted, "\"other\":"));
      assertRefused(WHOLE.replace(quoted, quoted + "null,\"other\":"));
      assertRefused(WHOLE.replace(quoted, quoted + "[],\"other\":"));
      assertRefused(WHOLE.replace(quoted, quoted + "null," + quoted));
    }
    assertRefused(WHOLE.replace("\"latitude\":1,", "\"latitude\":1,\"latitude\":1,"));
    assertRefused(WHOLE.replace("\"newer\":{", "\"newer\":{\"x\":2,"));
    assertRefused(WHOLE + "1");
    assertRefused(WHOLE.substring(0, WHOLE.length() - 1));
    List.of("", "garbage", "null", "[]", "{}", "1", "\"text\"").forEach(this::assertRefused);
  }

  @Test
  void takesNothingThatCannotBeReadAsAWholeLater() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int taken = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] json = mutated(random);
      Optional<RequestHead> plain = PlainRequest.read(json);
      if (plain.isPresent()) {
        taken++;
        assertThat(plain)
            .as("seed %d, number %d: %s", seed, i, new String(json, UTF_8))
            .isEqualTo(RequestHead.readWhole(json));
      }
    }
    assertThat(taken).as("seed %d", seed).isPositive();
  }

  private void assertRefused(String json) {
    byte[] value = json.getBytes(UTF_8);
    assertThat(RequestHead.readWhole(value)).as(json).isEmpty();
    assertThat(RequestHead.read(value)).as(json).isEmpty();
  }

  /** One or two of: a value is another, a field is there twice, a byte is another or gone. */
  private static byte[] mutated(Random random) {
    byte[] json = WHOLE.getBytes(UTF_8);
    for (int i = random.nextInt(2); i >= 0; i--) {
      String text = new String(json, UTF_8);
      json =
          switch (random.nextInt(4)) {
            case 0 -> anotherValue(text, random).getBytes(UTF_8);
            case 1 -> anotherField(text, random).getBytes(UTF_8);
            case 2 -> anotherByte(json, random);
            default -> Arrays.copyOf(json, random.nextInt(json.length + 1));
          };
    }
    return json;
  }

  private static String anotherValue(String json, Random random) {
    int colon = json.indexOf(':', random.nextInt(json.length() + 1));
    int comma = colon < 0 ? -1 : json.indexOf(',', colon);
    return comma < 0 ? json : json.substring(0, colon + 1) + piece(random) + json.substring(comma);
  }

  private static String anotherField(String json, Random random) {
    List<String> names = List.of("id", "payload", "priority", "is_sync", "expires_at", "any", "x");
    int comma = json.indexOf(',', random.nextInt(json.length() + 1));
    String field = ",\"" + names.get(random.nextInt(names.size())) + "\":" + piece(random);
    return comma < 0 ? json : json.substring(0, comma) + field + json.substring(comma);
  }

  private static byte[] anotherByte(byte[] json, Random random) {
    if (json.length > 0) {
      json[random.nextInt(json.length)] = (byte) random.nextInt(256);
    }
    return json;
  }

  private static String piece(Random random) {
    return PIECES.get(random.nextInt(PIECES.size()));
  }

  private static String names(int count) {
    return IntStream.range(0, count)
        .mapToObj("\"n%d\":1"::formatted)
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static OperationRequest request(Resource resource, OperationType type, boolean full) {
    return new OperationRequest(
        UUID.randomUUID(),
        UUID.randomUUID(),
        UUID.randomUUID(),
        resource,
        type,
        full ? UUID.randomUUID() : null,
        Json.mapper().createObjectNode().put("name", "Käthe").put("odometer", 1234.5),
        Instant.parse("2026-11-22T10:15:30.123Z"),
        full ? Instant.parse("2026-11-23T10:15:30Z") : null,
        full ? Priority.LOW : null,
        full ? 9L : null,
        full ? Boolean.TRUE : null,
        full ? "key" : null,
        full ? "mark" : null);
  }
}
