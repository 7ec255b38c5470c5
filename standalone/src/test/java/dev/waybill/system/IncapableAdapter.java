package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.schemas.Adapter;
import dev.waybill.schemas.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** An adapter that can do nothing, as some worker might tell of it. */
final class IncapableAdapter {
  static final String NAME = "incapable";

  private IncapableAdapter() {}

  /** Tells of it, and waits until the API knows. */
  static void tell(SharedWaybill waybill, Partner partner) {
    Adapter adapter =
        new Adapter(
            NAME,
            "A TSP of no use",
            List.of(),
            Json.mapper().createObjectNode(),
            List.of(new Adapter.Credential("api_key", true, "Any text.")),
            Instant.now());
    Map<String, Object> settings =
        Map.of("bootstrap.servers", waybill.process().bootstrapServers(), "acks", "all");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>("adapter.registry", NAME.getBytes(UTF_8), Json.write(adapter)))
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    Awaitility.await("the API knows of it")
        .atMost(ApiCall.LIMIT)
        .until(
            () -> partner.send("GET", "/v2/integrations/tsps/" + NAME, null).statusCode() == 200);
  }
}
