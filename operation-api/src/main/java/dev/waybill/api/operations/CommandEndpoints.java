package dev.waybill.api.operations;

import dev.waybill.api.auth.Scope;
import dev.waybill.api.http.Answer;
import dev.waybill.api.http.Call;
import dev.waybill.api.http.Endpoint;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.id.OperationIds;
import dev.waybill.api.kafka.RecordPublisher;
import dev.waybill.schemas.CommandType;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationCommand;
import dev.waybill.schemas.OperationStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancel, retry and expedite (CONTRACT 3.2). The scheduler's task decides, in order with everything
 * else of the connection; what can be told before is told here. Thread-safe.
 */
public final class CommandEndpoints {
  private static final Logger log = LoggerFactory.getLogger(CommandEndpoints.class);

  /** It takes a commit of the scheduler's; while none runs nobody is to be kept for longer. */
  private static final Duration RETRY_SEEN = Duration.ofSeconds(2);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
  private static final String OF_CONNECTION =
      "/v2/integrations/connections/{connection_id}/resource-operations/{id}/";
  private static final String BY_ID = "/v2/resource-operations/{id}/";

  private final Operations operations;
  private final Retries retries;
  private final RecordPublisher publisher;
  private final String commandTopic;
  private final OperationIds ids;
  private final InstantSource clock;

  /**
   * Makes the endpoints.
   *
   * @param commandTopic where the scheduler takes commands from
   */
  public CommandEndpoints(
      Operations operations,
      Retries retries,
      RecordPublisher publisher,
      String commandTopic,
      OperationIds ids,
      InstantSource clock) {
    this.operations = operations;
    this.retries = retries;
    this.publisher = publisher;
    this.commandTopic = commandTopic;
    this.ids = ids;
    this.clock = clock;
  }

  /** The rows of the table of endpoints; to be put before those of single connections. */
  public List<Endpoint> endpoints() {
    return Stream.of(CommandType.CANCEL, CommandType.RETRY, CommandType.EXPEDITE)
        .flatMap(type ->
            Stream.of(OF_CONNECTION, BY_ID)
                .map(path ->
                    new Endpoint(
                        "POST",
                        path + type.wireName(),
                        Scope.RESOURCE_OPERATION_WRITE,
                        call -> command(type, call, path.equals(OF_CONNECTION)))))
        .toList();
  }

  private Answer command(CommandType type, Call call, boolean namesConnection) {
    call.query();
    UUID connectionId =
        namesConnection ? call.pathId("connection_id", ProblemCode.OPERATION_NOT_FOUND) : null;
    UUID id = call.pathId("id", ProblemCode.OPERATION_NOT_FOUND);
    Operation operation = operations.find(call.partnerId(), id, connectionId, Duration.ZERO);
    if (type == CommandType.RETRY) {
      return Answer.of(202, retry(operation));
    }
    if (operation.status() != OperationStatus.PENDING) {
      throw new RefusedException(
          ProblemCode.OPERATION_ENDED,
          "the operation has ended with %s".formatted(operation.status().wireName()));
    }
    write(type, operation, null);
    return Answer.of(202, operation);
  }

  private Operation retry(Operation failed) {
    Retries.Place place = retries.take(failed);
    try {
      write(CommandType.RETRY, failed, failed.run());
    } catch (RefusedException e) {
      place.giveBack();
      throw e;
    }
    return runAgain(failed);
  }

  private void write(CommandType type, Operation operation, @Nullable Integer run) {
    publisher.write(
        commandTopic,
        operation.connectionId(),
        new OperationCommand(
            ids.next(),
            operation.partnerId(),
            operation.connectionId(),
            type,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            null,
            operation.id(),
            run));
  }

  /** The new run, once the view has it, so that who waits for an end is not given the old one. */
  private Operation runAgain(Operation ended) {
    long begun = System.nanoTime();
    Operation now = ended;
    try {
      while (now.run() == ended.run() && System.nanoTime() - begun < RETRY_SEEN.toNanos()) {
        Thread.sleep(LOOK_AGAIN);
        now = operations.find(ended.partnerId(), ended.id(), ended.connectionId(), Duration.ZERO);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RefusedException e) {
      log.debug("a retry was taken, and cannot be read now", e);
    }
    return now;
  }
}
