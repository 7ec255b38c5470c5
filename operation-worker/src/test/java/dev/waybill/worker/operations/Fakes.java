package dev.waybill.worker.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.lane.host.ApplicationRows;
import dev.waybill.lane.host.InboundRecord;
import dev.waybill.lane.host.LaneOutput;
import dev.waybill.lane.host.OutboundRecord;
import dev.waybill.lane.host.Registration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Stand-ins for what the engine's host gives to its application. */
final class Fakes {
  private Fakes() {}

  /** What the host does with a record of the registry that came to the right partition. */
  static Registration register(OperationLanes lanes, byte[] connection) {
    InboundRecord record =
        record(Samples.TOPICS.connectionRegistry(), Samples.CONNECTION, connection);
    Registration registration = lanes.register(record);
    if (registration instanceof Registration.Configure
        || registration instanceof Registration.Remove) {
      lanes.registered(record);
    }
    return registration;
  }

  static InboundRecord record(String topic, UUID key, byte @Nullable [] value) {
    return new InboundRecord(
        topic, 0, 0, Instant.EPOCH, key.toString().getBytes(UTF_8), value, new RecordHeaders());
  }

  /** Keeps what was published and dead-lettered. */
  static final class Output implements LaneOutput {
    final List<OutboundRecord> published = new ArrayList<>();
    final List<String> deadLetters = new ArrayList<>();

    @Override
    public void publish(OutboundRecord record) {
      published.add(record);
    }

    @Override
    public void deadLetter(InboundRecord record, String reason) {
      deadLetters.add(reason);
    }

    List<OutboundRecord> on(String topic) {
      return published.stream().filter(record -> record.topic().equals(topic)).toList();
    }
  }

  /** Rows in a map. */
  static final class MapRows implements ApplicationRows {
    private final Map<String, byte[]> rows = new HashMap<>();

    @Override
    public byte @Nullable [] get(byte[] key) {
      return rows.get(HexFormat.of().formatHex(key));
    }

    @Override
    public void put(byte[] key, byte[] row) {
      rows.put(HexFormat.of().formatHex(key), row);
    }

    @Override
    public void delete(byte[] key) {
      rows.remove(HexFormat.of().formatHex(key));
    }
  }
}
