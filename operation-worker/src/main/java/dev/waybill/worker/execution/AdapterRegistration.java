package dev.waybill.worker.execution;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.runtime.StartupException;
import dev.waybill.schemas.Adapter;
import dev.waybill.schemas.Json;
import dev.waybill.tsp.AdapterDescription;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Tells everybody what the adapters of this process can do, on {@code adapter.registry}. */
public final class AdapterRegistration {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final String topic;
  private final InstantSource clock;

  /**
   * Makes it.
   *
   * @param topic compacted, by source name
   */
  public AdapterRegistration(String topic, InstantSource clock) {
    this.topic = topic;
    this.clock = clock;
  }

  /**
   * Writes a record for each adapter and waits until Kafka has them.
   *
   * @param producer stays the caller's
   * @throws StartupException if Kafka does not acknowledge in time
   */
  public void tell(Adapters adapters, Producer<byte[], byte[]> producer) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    adapters
        .descriptions()
        .forEach((name, description) ->
            sent.add(
                producer.send(
                    new ProducerRecord<>(
                        topic, name.getBytes(UTF_8), Json.write(told(description, now))))));
    try {
      for (Future<RecordMetadata> one : sent) {
        one.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new StartupException(
          "what the adapters can do cannot be told on %s: %s; check Kafka and `waybill topics`"
              .formatted(topic, e),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartupException("interrupted while telling what the adapters can do", e);
    }
  }

  static Adapter told(AdapterDescription description, Instant at) {
    return new Adapter(
        description.sourceName(),
        description.title(),
        description.capabilities().stream()
            .map(one ->
                new Adapter.Capability(
                    one.resource(),
                    one.operationType(),
                    one.idempotent(),
                    one.reconcilable(),
                    one.fields().stream()
                        .map(field ->
                            new Adapter.Field(field.name(), field.required(), field.maxLength()))
                        .toList()))
            .toList(),
        description.settingsSchema(),
        description.credentials().stream()
            .map(one -> new Adapter.Credential(one.name(), one.required(), one.description()))
            .toList(),
        at);
  }
}
