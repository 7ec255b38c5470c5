package dev.waybill.api.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.api.kafka.RecordPublisher;
import dev.waybill.runtime.Service;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.schemas.Adapter;
import dev.waybill.schemas.Json;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** What the workers told of their adapters. Thread-safe. */
public final class AdapterCopy implements Service {
  private final Map<String, Adapter> adapters = new ConcurrentSkipListMap<>();
  private final TopicFollower follower;

  /** Makes a copy; nothing is read yet. */
  public AdapterCopy(String topic, KafkaClients clients, Admin admin, RecordPublisher publisher) {
    this.follower =
        new TopicFollower(
            "adapter-registry",
            topic,
            publisher.partitions(),
            clients,
            admin,
            record -> take(record.key(), record.value()));
  }

  /** Reads the topic to its end, then follows it. */
  @Override
  public void start() {
    follower.start();
  }

  @Override
  public void close() {
    follower.close();
  }

  /** What keeps the copy from following, if anything. */
  public Optional<String> problem() {
    return follower.problem();
  }

  /** All adapters, by name. */
  public Collection<Adapter> all() {
    return adapters.values();
  }

  /** The adapter of a name. */
  public Optional<Adapter> find(String sourceName) {
    return Optional.ofNullable(adapters.get(sourceName));
  }

  private void take(byte @Nullable [] key, byte @Nullable [] value) {
    if (key == null) {
      follower.warnOf("MALFORMED", null);
      return;
    }
    String name = new String(key, UTF_8);
    if (value == null) {
      adapters.remove(name);
      return;
    }
    try {
      Adapter adapter = Json.read(value, Adapter.class);
      if (isWhole(adapter) && adapter.sourceName().equals(name)) {
        adapters.put(name, adapter);
        return;
      }
    } catch (JacksonException | NullPointerException e) {
      // Told of below: what was known before stays.
    }
    follower.warnOf("MALFORMED", key);
  }

  /** The mapper leaves what a record lacks as null, whatever its type says. */
  private static boolean isWhole(Adapter adapter) {
    return Stream.of(
                adapter.sourceName(),
                adapter.title(),
                adapter.capabilities(),
                adapter.settingsSchema(),
                adapter.credentials(),
                adapter.at())
            .allMatch(Objects::nonNull)
        && adapter.capabilities().stream()
            .allMatch(one ->
                one != null
                    && one.resource() != null
                    && one.operationType() != null
                    && one.fields() != null);
  }
}
