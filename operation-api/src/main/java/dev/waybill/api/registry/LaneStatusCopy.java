package dev.waybill.api.registry;

import dev.waybill.api.kafka.RecordPublisher;
import dev.waybill.runtime.Service;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.ConnectionStatus;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.LaneStatus;
import dev.waybill.schemas.WaitReason;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * What the schedulers last told of their lanes, about a second old at most while they work.
 * Thread-safe.
 */
public final class LaneStatusCopy implements Service {
  private final Map<UUID, LaneStatus> statuses = new ConcurrentHashMap<>();
  private final DepthListener listener;
  private final TopicFollower follower;

  /** Is told of depths, on the one thread that reads them. */
  @FunctionalInterface
  public interface DepthListener {
    /** A lane has so many operations that have not ended. */
    void told(UUID connectionId, long depth);
  }

  /**
   * Makes a copy; nothing is read yet.
   *
   * @param listener is told of each status
   */
  public LaneStatusCopy(
      String topic,
      KafkaClients clients,
      Admin admin,
      RecordPublisher publisher,
      DepthListener listener) {
    this.listener = listener;
    this.follower =
        new TopicFollower(
            "lane-statuses",
            topic,
            publisher.partitions(),
            clients,
            admin,
            record -> take(record.key(), record.value()));
  }

  /**
   * Reads what was committed, then follows. A scheduler that was killed leaves a transaction open
   * here: its successor tells of its lanes anew, and the API need not wait for Kafka to abort it.
   */
  @Override
  public void start() {
    follower.startWithWhatCanBeRead();
  }

  @Override
  public void close() {
    follower.close();
  }

  /** What keeps the copy from following, if anything. */
  public Optional<String> problem() {
    return follower.problem();
  }

  /** How the lane of a connection does; empty if no scheduler has told of it. */
  public Optional<LaneStatus> find(UUID connectionId) {
    return Optional.ofNullable(statuses.get(connectionId));
  }

  /** The mapper leaves what a record lacks as null, whatever its type says. */
  private static boolean isWhole(LaneStatus status) {
    return Stream.of(status.at(), status.breaker()).allMatch(Objects::nonNull);
  }

  /**
   * A connection's status as it is shown: the registry has what its owner wants, and that the TSP
   * refuses the credentials is known to the scheduler alone. What it told before the last change is
   * out of date.
   */
  public ConnectionStatus status(Connection connection) {
    return connection.status() == ConnectionStatus.ACTIVE
            && find(connection.id())
                .filter(lane ->
                    Boolean.TRUE.equals(lane.suspended()) || lane.reason() == WaitReason.SUSPENDED)
                .filter(lane -> !lane.at().isBefore(connection.updatedAt()))
                .isPresent()
        ? ConnectionStatus.SUSPENDED
        : connection.status();
  }

  private void take(byte @Nullable [] key, byte @Nullable [] value) {
    Optional<UUID> id = RowKeys.id(key);
    if (id.isEmpty()) {
      follower.warnOf("MALFORMED", key);
      return;
    }
    if (value == null) {
      statuses.remove(id.get());
      listener.told(id.get(), 0);
      return;
    }
    try {
      LaneStatus status = Json.read(value, LaneStatus.class);
      if (id.get().equals(status.connectionId()) && isWhole(status)) {
        statuses.put(id.get(), status);
        listener.told(id.get(), Math.max(0, status.depth()));
        return;
      }
    } catch (JacksonException | NullPointerException e) {
      // Told of below: what was known before stays.
    }
    follower.warnOf("MALFORMED", key);
  }
}
