package dev.waybill.bench.operations;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.waybill.lane.core.Attempted;
import dev.waybill.lane.core.Backoff;
import dev.waybill.lane.core.Ended;
import dev.waybill.lane.core.Item;
import dev.waybill.lane.core.ItemId;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.LaneSettings;
import dev.waybill.lane.core.Late;
import dev.waybill.lane.core.Limits;
import dev.waybill.lane.core.Ordering;
import dev.waybill.lane.core.Placement;
import dev.waybill.lane.core.Preparation;
import dev.waybill.lane.core.Progress;
import dev.waybill.lane.core.RetryPolicy;
import dev.waybill.lane.core.Waiting;
import dev.waybill.lane.host.Admission;
import dev.waybill.lane.host.ApplicationRows;
import dev.waybill.lane.host.InboundRecord;
import dev.waybill.lane.host.LaneApplication;
import dev.waybill.lane.host.LaneOutput;
import dev.waybill.lane.host.OutboundRecord;
import dev.waybill.lane.host.Registration;
import dev.waybill.lane.host.Routing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes a value for what it is, passes it on as it is, and publishes it when its item ends. */
final class OpaqueApplication implements LaneApplication {
  private static final int ID_BEGIN = 7;
  private static final int ID_END = 43;
  private static final LaneSettings UNBOUND =
      new LaneSettings(
          1,
          1,
          new Limits(1, Limits.MAX_BURST, Limits.MAX_IN_FLIGHT, Duration.ofSeconds(30)),
          new RetryPolicy(
              8, new Backoff.Schedule(List.of(Duration.ofSeconds(1))), Duration.ofDays(1)),
          Ordering.PER_KEY,
          false);

  private final String events;
  private @Nullable LaneOutput output;

  OpaqueApplication(String events) {
    this.events = events;
  }

  @Override
  public void start(LaneOutput taskOutput, ApplicationRows rows) {
    output = taskOutput;
  }

  @Override
  public Routing route(InboundRecord record) {
    return new Routing.Belongs(lane(record));
  }

  @Override
  public Admission admit(InboundRecord record, Instant now) {
    byte[] value = record.value();
    if (value == null) {
      return new Admission.Refuse("no value");
    }
    ItemId id =
        new ItemId(UUID.fromString(new String(value, ID_BEGIN, ID_END - ID_BEGIN, US_ASCII)));
    return new Admission.Accept(
        new Item(lane(record), id, Placement.ordered(""), now, Item.NEVER, value));
  }

  @Override
  public Registration register(InboundRecord record) {
    return new Registration.Configure(lane(record), UNBOUND);
  }

  private static LaneId lane(InboundRecord record) {
    byte[] key = record.key();
    if (key == null) {
      throw new IllegalArgumentException("no key");
    }
    return new LaneId(UUID.fromString(new String(key, US_ASCII)));
  }

  @Override
  public void accepted(Item item, Waiting.Reason reason) {
    // Tells of ends only.
  }

  @Override
  public Preparation prepare(Item item, Progress progress, Instant now) {
    return new Preparation.Ready(item.payload());
  }

  @Override
  public void attempted(Attempted attempted) {
    // Tells of ends only.
  }

  @Override
  public void ended(Ended ended) {
    Item item = ended.item();
    if (output != null) {
      byte[] key = item.lane().toString().getBytes(US_ASCII);
      output.publish(new OutboundRecord(events, key, item.payload()));
    }
  }

  @Override
  public void late(Late late) {
    // Nothing here is late.
  }
}
