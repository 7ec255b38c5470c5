package dev.waybill.bench.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.bench.operations.Cluster.TopicSet;
import dev.waybill.runtime.http.HttpServer;
import dev.waybill.schemas.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.databind.JsonNode;

/** The least that any submission has to do: parse the JSON, have Kafka acknowledge it, answer. */
final class BareHost implements AutoCloseable {
  private final String topic;
  private final Producer<byte[], byte[]> producer;
  private final HttpServer server;

  BareHost(TopicSet topics) {
    topic = topics.names().operationRequested();
    producer = topics.cluster().clients().producer(Map.of("client.id", "bare"));
    server =
        HttpServer.start(
            "127.0.0.1", 0, routing -> routing.post("/v2/telematics/vehicles", this::take));
  }

  private void take(ServerRequest request, ServerResponse response)
      throws ExecutionException, InterruptedException {
    JsonNode body = Json.mapper().readTree(request.content().as(byte[].class));
    byte[] key = body.get("connection_id").asString().getBytes(UTF_8);
    byte[] value = Json.write(body);
    producer.send(new ProducerRecord<>(topic, key, value)).get();
    response
        .status(Status.ACCEPTED_202)
        .header(HeaderNames.CONTENT_TYPE, "application/json")
        .send(value);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  @Override
  public void close() {
    server.close();
    producer.close();
  }
}
