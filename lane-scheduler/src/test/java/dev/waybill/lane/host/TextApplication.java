package dev.waybill.lane.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.lane.core.Attempted;
import dev.waybill.lane.core.Backoff;
import dev.waybill.lane.core.Ended;
import dev.waybill.lane.core.Item;
import dev.waybill.lane.core.ItemId;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.LaneSettings;
import dev.waybill.lane.core.LaneSnapshot;
import dev.waybill.lane.core.Late;
import dev.waybill.lane.core.Limits;
import dev.waybill.lane.core.Ordering;
import dev.waybill.lane.core.Placement;
import dev.waybill.lane.core.Preparation;
import dev.waybill.lane.core.Progress;
import dev.waybill.lane.core.RetryPolicy;
import dev.waybill.lane.core.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An application whose requests are {@code lane item order-key}, whose registry is {@code lane
 * callsPerSecond} or {@code lane gone}, and which publishes a line for everything that it is told.
 */
final class TextApplication implements LaneApplication {
  private static final byte[] SEEN = "seen".getBytes(UTF_8);

  /** What was told of lanes: {@code lane depth}, or {@code lane gone}. */
  final List<String> statuses = new ArrayList<>();

  /** What was noted of the registry. */
  final List<String> registered = new ArrayList<>();

  private final String events;
  private @Nullable LaneOutput output;
  private @Nullable ApplicationRows rows;

  TextApplication(String events) {
    this.events = events;
  }

  @Override
  public void start(LaneOutput taskOutput, ApplicationRows taskRows) {
    output = taskOutput;
    rows = taskRows;
  }

  @Override
  public Routing route(InboundRecord record) {
    String[] words = words(record);
    return words.length == 3
        ? new Routing.Belongs(lane(words[0]))
        : new Routing.Malformed("not three words");
  }

  @Override
  public Admission admit(InboundRecord record, Instant now) {
    String[] words = words(record);
    if (words[2].equals("refuse")) {
      return new Admission.Refuse("refused as asked");
    }
    byte[] value = String.join(" ", words).getBytes(UTF_8);
    ItemId id = new ItemId(UUID.fromString(words[1]));
    // A longer word is ballast.
    String key = words[2].substring(0, Math.min(words[2].length(), 100));
    Placement placement = Placement.ordered(key);
    if (key.equals("express")) {
      placement = placement.express(now.plusSeconds(60));
    }
    Item item = new Item(lane(words[0]), id, placement, now, Item.NEVER, value);
    return words[2].equals("fail")
        ? new Admission.Fail(item, "failed as asked")
        : new Admission.Accept(item);
  }

  @Override
  public Registration register(InboundRecord record) {
    String[] words = words(record);
    if (words.length != 2) {
      return new Registration.Malformed("not two words");
    }
    if (words[1].equals("gone")) {
      return new Registration.Remove(lane(words[0]));
    }
    Limits limits = Limits.perSecond(Double.parseDouble(words[1]), 1, 100, Duration.ofSeconds(30));
    Backoff backoff = new Backoff.Schedule(List.of(Duration.ofSeconds(5)));
    RetryPolicy retry = new RetryPolicy(3, backoff, Duration.ofDays(1));
    return new Registration.Configure(
        lane(words[0]), new LaneSettings(1, 1, limits, retry, Ordering.PER_KEY, false));
  }

  @Override
  public void registered(InboundRecord record) {
    registered.add(String.join(" ", words(record)));
  }

  @Override
  public void status(LaneId lane, @Nullable LaneSnapshot snapshot, Instant at) {
    statuses.add(lane + " " + (snapshot == null ? "gone" : snapshot.depth()));
  }

  @Override
  public void accepted(Item item, Waiting.Reason reason) {
    say("accepted", item);
  }

  @Override
  public Preparation prepare(Item item, Progress progress, Instant now) {
    return new Preparation.Ready(("call " + progress.attempt()).getBytes(UTF_8));
  }

  @Override
  public void attempted(Attempted attempted) {
    say("attempted " + attempted.progress().attempt(), attempted.item());
  }

  @Override
  public void ended(Ended ended) {
    if (rows != null) {
      rows.put(SEEN, new byte[] {1});
    }
    say("ended " + ended.ending().kind(), ended.item());
  }

  @Override
  public void late(Late late) {
    publish("late " + late.attempt().attempt(), late.attempt().lane(), late.attempt().item());
  }

  private void say(String what, Item item) {
    publish(what, item.lane(), item.id());
  }

  private void publish(String what, LaneId lane, ItemId item) {
    if (output == null) {
      throw new IllegalStateException("not started");
    }
    byte[] line = (what + " " + item).getBytes(UTF_8);
    output.publish(new OutboundRecord(events, lane.toString().getBytes(UTF_8), line));
  }

  private static LaneId lane(String text) {
    return new LaneId(UUID.fromString(text));
  }

  private static String[] words(InboundRecord record) {
    byte[] value = record.value();
    return value == null ? new String[0] : new String(value, UTF_8).split(" ", -1);
  }
}
