package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.schemas.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A Kafka client that knows of Waybill what CONTRACT 5 says, and nothing else. */
final class PlainProducer implements AutoCloseable {
  static final String TOPIC = "operation.requested";

  private final KafkaProducer<byte[], byte[]> producer;
  private final InstantSource clock = InstantSource.system();

  PlainProducer(String bootstrapServers) {
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", "5"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** A create of a vehicle, to be changed at will before it is sent. */
  Map<String, Object> vehicle(UUID partner, UUID connection, String name) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("id", newId());
    request.put("partner_id", partner);
    request.put("connection_id", connection);
    request.put("resource", "vehicle");
    request.put("operation_type", "create");
    request.put("payload", Map.of("vehicle_name", name));
    request.put("requested_at", clock.instant());
    return request;
  }

  /** A new name for a vehicle. */
  Map<String, Object> rename(UUID partner, UUID connection, UUID vehicle, String name) {
    Map<String, Object> request = vehicle(partner, connection, name);
    request.put("operation_type", "update");
    request.put("resource_id", vehicle);
    return request;
  }

  /** The operation's id. */
  static UUID id(Map<String, Object> request) {
    return (UUID) request.get("id");
  }

  /** Sends as Java clients do: the connection as key, and the partition that this gives. */
  UUID send(Map<String, Object> request) {
    await(null, String.valueOf(request.get("connection_id")).getBytes(UTF_8), Json.write(request));
    return id(request);
  }

  /** Sends without waiting; {@link #flush} waits for all. */
  UUID sendSoon(Map<String, Object> request) {
    byte[] key = String.valueOf(request.get("connection_id")).getBytes(UTF_8);
    producer.send(new ProducerRecord<>(TOPIC, key, Json.write(request)));
    return id(request);
  }

  /** Sends without waiting; says so when Kafka has acknowledged it, and nothing when not. */
  void sendSoon(Map<String, Object> request, Consumer<UUID> acknowledged) {
    byte[] key = String.valueOf(request.get("connection_id")).getBytes(UTF_8);
    producer.send(
        new ProducerRecord<>(TOPIC, key, Json.write(request)),
        (metadata, failure) -> {
          if (failure == null) {
            acknowledged.accept(id(request));
          }
        });
  }

  /** Sends any bytes under any key to any partition, and waits for the acknowledgement. */
  RecordMetadata await(
      @Nullable Integer partition, byte @Nullable [] key, byte @Nullable [] value) {
    try {
      return producer
          .send(new ProducerRecord<>(TOPIC, partition, key, value))
          .get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("Kafka did not acknowledge", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Sends any bytes to any topic, and waits for the acknowledgement. */
  RecordMetadata to(String topic, byte[] key, byte[] value) {
    try {
      return producer.send(new ProducerRecord<>(topic, key, value)).get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("Kafka did not acknowledge", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Sends any bytes under any key to any partition, and does not wait. */
  void sendSoon(@Nullable Integer partition, byte @Nullable [] key, byte @Nullable [] value) {
    producer.send(new ProducerRecord<>(TOPIC, partition, key, value));
  }

  void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }

  /** A UUIDv7 by RFC 9562. */
  private UUID newId() {
    Instant now = clock.instant();
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high = now.toEpochMilli() << 16 | 0x7000L | random.nextLong(0x1000L);
    long low = random.nextLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
