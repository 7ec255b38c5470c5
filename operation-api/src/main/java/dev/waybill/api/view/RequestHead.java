package dev.waybill.api.view;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.TopicPlan;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * What the view itself must know of a request; the rest it keeps as it came. A row is made only of
 * what can be read as a whole later, when somebody asks for it: what {@link PlainRequest} cannot
 * vouch for is therefore read as a whole at once, and that alone says whether it is a request.
 *
 * @param fingerprint of the body that was asked for; null if there is none
 */
record RequestHead(OperationHead head, @Nullable String fingerprint) {
  static RequestHead of(OperationRequest request) {
    return new RequestHead(OperationHead.of(request), request.fingerprint());
  }

  /** The head of a record's value; empty if it is malformed as the scheduler sees it. */
  static Optional<RequestHead> read(byte[] value) {
    Optional<RequestHead> plain = PlainRequest.read(value);
    return plain.isPresent() ? plain : readWhole(value);
  }

  /** The same with nothing left out. */
  static Optional<RequestHead> readWhole(byte[] value) {
    try {
      OperationRequest read = Json.read(value, OperationRequest.class);
      return read != null && isComplete(read) ? Optional.of(of(read)) : Optional.empty();
    } catch (JacksonException | NullPointerException e) {
      // A record's constructor may refuse a null that the JSON had.
      return Optional.empty();
    }
  }

  /** Of what was read from a topic anything may be absent. */
  @SuppressWarnings("ConstantValue")
  private static boolean isComplete(OperationRequest read) {
    return areThere(
            read.id(),
            read.partnerId(),
            read.connectionId(),
            read.resource(),
            read.operationType(),
            read.payload(),
            read.requestedAt())
        && !Json.isDeeperThan(TopicPlan.MAX_REQUEST_DEPTH - 1, read.payload());
  }

  private static boolean areThere(@Nullable Object... fields) {
    for (Object field : fields) {
      if (field == null) {
        return false;
      }
    }
    return true;
  }
}
