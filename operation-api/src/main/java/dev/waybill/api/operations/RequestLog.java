package dev.waybill.api.operations;

import dev.waybill.api.http.RefusedException;
import dev.waybill.api.kafka.RecordPublisher;
import dev.waybill.api.kafka.Written;
import dev.waybill.api.meters.ApiMeters;
import dev.waybill.schemas.OperationRequest;
import java.time.Duration;

/**
 * Accepts requests: takes a place in the backlog, writes the request, and counts it once Kafka has
 * it. What was not written has no place. Thread-safe.
 */
public final class RequestLog {
  private final String topic;
  private final RecordPublisher publisher;
  private final Backlogs backlogs;
  private final ApiMeters meters;

  /**
   * Makes it.
   *
   * @param topic where accepted operations go
   */
  public RequestLog(String topic, RecordPublisher publisher, Backlogs backlogs, ApiMeters meters) {
    this.topic = topic;
    this.publisher = publisher;
    this.backlogs = backlogs;
    this.meters = meters;
  }

  /** A request on its way. */
  @FunctionalInterface
  interface Accepting {
    /**
     * Waits until it is accepted.
     *
     * @throws RefusedException 503 if Kafka did not acknowledge in time
     */
    Written await();
  }

  /**
   * Accepts a request.
   *
   * @param begun when the caller's request came, by {@link System#nanoTime()}
   * @throws RefusedException 429 if the backlog is full; 503 if Kafka did not acknowledge in time
   */
  Written accept(Submissions.Prepared prepared, long begun) {
    return begin(prepared, begun).await();
  }

  /**
   * The same without the wait. What is begun for one connection is accepted in the order in which
   * it was begun.
   *
   * @throws RefusedException 429 if the backlog is full; 503 if Kafka takes nothing at all
   */
  Accepting begin(Submissions.Prepared prepared, long begun) {
    backlogs.take(prepared.connection());
    RecordPublisher.Writing writing;
    try {
      writing = publisher.begin(topic, prepared.connection().id(), prepared.request());
    } catch (RefusedException e) {
      backlogs.giveBack(prepared.connection());
      throw e;
    }
    return () -> finish(prepared, writing, begun);
  }

  private Written finish(
      Submissions.Prepared prepared, RecordPublisher.Writing writing, long begun) {
    Written written;
    try {
      written = writing.await();
    } catch (RefusedException e) {
      backlogs.giveBack(prepared.connection());
      throw e;
    }
    OperationRequest request = prepared.request();
    meters.accepted(
        request.resource(), request.operationType(), Duration.ofNanos(System.nanoTime() - begun));
    return written;
  }
}
