package dev.waybill.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.net.PercentCodec;
import org.apache.hc.core5.net.WWWFormCodec;
import org.jspecify.annotations.Nullable;

/**
 * A request, read to its end.
 *
 * @param target path and query as received
 * @param segments of the path, decoded; without the empty one before the first slash
 * @param body empty if there is none, or too much
 * @param tooLarge whether there was more than {@link #MAX_BODY_BYTES}
 */
@SuppressWarnings("ArrayRecordComponent") // requests are never compared
record SimulatorRequest(
    String method,
    String target,
    List<String> segments,
    byte[] body,
    boolean tooLarge,
    @Nullable String idempotencyKey,
    @Nullable String authorization) {
  static final int MAX_BODY_BYTES = 1 << 20;

  static SimulatorRequest read(ClassicHttpRequest request) throws IOException {
    String target = request.getPath();
    byte[] body = body(request.getEntity());
    boolean tooLarge = body.length > MAX_BODY_BYTES;
    return new SimulatorRequest(
        request.getMethod(),
        target,
        segments(target),
        tooLarge ? new byte[0] : body,
        tooLarge,
        header(request, "Idempotency-Key"),
        header(request, "Authorization"));
  }

  /** The first value of a query parameter. */
  Optional<String> query(String name) {
    int mark = target.indexOf('?');
    if (mark < 0) {
      return Optional.empty();
    }
    return WWWFormCodec.parse(target.substring(mark + 1), StandardCharsets.UTF_8).stream()
        .filter(pair -> pair.getName().equals(name))
        .map(pair -> pair.getValue() == null ? "" : pair.getValue())
        .findFirst();
  }

  private static List<String> segments(String target) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    return Arrays.stream(path.split("/", -1))
        .skip(1)
        .map(segment -> PercentCodec.decode(segment, StandardCharsets.UTF_8))
        .toList();
  }

  private static byte[] body(@Nullable HttpEntity entity) throws IOException {
    return entity == null ? new byte[0] : entity.getContent().readNBytes(MAX_BODY_BYTES + 1);
  }

  private static @Nullable String header(ClassicHttpRequest request, String name) {
    Header header = request.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }
}
