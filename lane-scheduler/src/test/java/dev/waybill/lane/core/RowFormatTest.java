package dev.waybill.lane.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.lane.core.StateRow.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Rows outlive releases: what is here was written by one and must stay readable. Who changes a
 * format gives it a new version, and lets readers know both before any writer does.
 */
class RowFormatTest {
  private static final LaneId LANE =
      new LaneId(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"));
  private static final ItemId ITEM =
      new ItemId(UUID.fromString("01234567-89ab-7def-8123-456789abcdef"));

  @Test
  void aStateRow() {
    StateRow row =
        new StateRow(
            Phase.BACKING_OFF,
            2,
            7,
            3,
            Ordering.STRICT,
            StateRow.EVIDENCE | StateRow.CANCEL_ASKED,
            0,
            null,
            1_790_000_000_000L);

    assertGolden(row.encode(), "0206040e060206000080b083c59868");
    assertThat(StateRow.decode(row.encode())).isEqualTo(row);
  }

  @Test
  void aBodyRow() {
    Item item =
        new Item(
            LANE,
            ITEM,
            new Placement(
                Priority.HIGH,
                "vehicles/ö",
                5,
                List.of(new Reference(ITEM, 2)),
                Instant.ofEpochMilli(1_790_000_060_000L)),
            Instant.ofEpochMilli(1_790_000_000_000L),
            Item.NEVER,
            new byte[] {1, 2, 3});
    byte[] row = ItemRows.encodeBody(item);

    assertGolden(
        row,
        "02000a80b083c59868feffffffffffffffff011676656869636c65732fc3b6c0d98ac598680201"
            + "23456789ab7def8123456789abcdef0406010203");
    assertThat(ItemRows.decodeBody(LANE, ITEM, row)).usingRecursiveComparison().isEqualTo(item);
  }

  @Test
  void anEvidenceRow() {
    byte[] row = ItemRows.encodeEvidence(List.of(new byte[] {1}, new byte[] {2, 3}));
    List<byte[]> notes = new ArrayList<>();
    ItemRows.decodeEvidence(row, notes);

    assertGolden(row, "01040201040203");
    assertThat(notes).containsExactly(new byte[] {1}, new byte[] {2, 3});
  }

  @Test
  void aHeadRow() {
    Lane lane = lane();
    lane.window = new Regulator(true, new Share(250_000, 1_790_000_000_000L, Share.SEARCHING));
    lane.rate = new Regulator(false, new Share(500_000, 1_790_000_001_000L, Share.SETTLED));
    lane.callTimes = new CallTimes(42.5);
    byte[] row = HeadRow.encode(lane);

    assertGolden(
        row,
        "0300112233445566778899aabbccddeeff0206088084af5f1408e0d4031080f0b2520404"
            + "904e80f4ee0604020002808098bf84e1add73180b083c59868dc0b04c09ef1c598681804"
            + "90fe83c59868060c020406028088ad8b9168080000051200000000020123456789ab7def"
            + "8123456789abcdef020480b083c59868a0c387c598680200"
            + "02a0c21e80b083c598680402c0843dd0bf83c598680002889805");
    assertThat(HeadRow.encode(HeadRow.decode(row))).isEqualTo(row);
  }

  @Test
  void aHeadRowFromBeforeAnythingWasLearned() {
    String old =
        "0200112233445566778899aabbccddeeff0206088084af5f1408e0d4031080f0b2520404"
            + "904e80f4ee0604020002808098bf84e1add73180b083c59868dc0b04c09ef1c598681804"
            + "90fe83c59868060c020406028088ad8b9168080000051200000000020123456789ab7def"
            + "8123456789abcdef020480b083c59868a0c387c598680200";
    Lane read = HeadRow.decode(HexFormat.of().parseHex(old));

    assertThat(HeadRow.encode(read)).isEqualTo(HeadRow.encode(lane()));
    assertThat(read.window).isNull();
    assertThat(read.rate).isNull();
    assertThat(read.callTimes).isNull();
  }

  @Test
  void theHeadRowOfALaneWithoutSettings() {
    byte[] row = HeadRow.encode(new Lane(LANE));

    assertGolden(
        row,
        "0300112233445566778899aabbccddeeff0000000000d00f0100000000000000000000000800"
            + "0000000000000000000000");
    assertThat(HeadRow.encode(HeadRow.decode(row))).isEqualTo(row);
  }

  @Test
  void theKeysOfRows() {
    assertGolden(RowKey.head(LANE).bytes(), "0100112233445566778899aabbccddeeff");
    assertGolden(
        RowKey.state(LANE, ITEM).bytes(),
        "0300112233445566778899aabbccddeeff0123456789ab7def8123456789abcdef");
    assertGolden(
        RowKey.ring(LANE, Priority.LOW.code(), -1).bytes(),
        "0500112233445566778899aabbccddeeff02ffffffffffffffff");
    assertGolden(
        RowKey.chain(LANE, "k", 1).bytes(), "0700112233445566778899aabbccddeeff00000000000000016b");
    assertGolden(RowKey.key(LANE, "k").bytes(), "0600112233445566778899aabbccddeeff6b");
    assertGolden(
        RowKey.aside(LANE, Priority.LOW.code(), -1, 2).bytes(),
        "1000112233445566778899aabbccddeeff02ffffffffffffffff0000000000000002");
    assertGolden(RowKey.bucket(1, 2, 3).bytes(), "080100000000000000020000000000000003");
    assertGolden(RowKey.bucketHead(1, 2).bytes(), "09010000000000000002");
    assertGolden(RowKey.floor(2).bytes(), "0a02");
  }

  @Test
  void aRowOfAnUnknownVersionIsRefused() {
    assertThatThrownBy(() -> StateRow.decode(new byte[] {1, 0}))
        .hasMessage("row of version 1, but this release knows 2");
    assertThatThrownBy(() -> StateRow.decode(new byte[0])).hasMessageContaining("version -1");
  }

  private static Lane lane() {
    Lane lane = new Lane(LANE);
    Backoff backoff = new Backoff.Schedule(List.of(Duration.ofSeconds(5), Duration.ofHours(2)));
    lane.settings =
        new LaneSettings(
            3,
            4,
            new Limits(100_000_000, 10, 4, Duration.ofSeconds(30)),
            new RetryPolicy(8, backoff, Duration.ofDays(1)),
            Ordering.NONE,
            true);
    lane.ordering = Ordering.STRICT;
    lane.arrivalTime = 1_790_000_000_000_000_000L;
    lane.floorUntil = 1_790_000_000_000L;
    lane.refusedCredentials = 2;
    lane.depth = 6;
    lane.backingOff = 1;
    lane.held = 2;
    lane.referring = 3;
    lane.early = 1;
    lane.pace = 750;
    lane.probeAt = 1_790_000_900_000L;
    lane.failures = 12;
    lane.trips = 2;
    lane.openUntil = 1_790_000_005_000L;
    lane.ramp = 3;
    lane.oldestArrival = 1_789_000_000_000L;
    lane.ringHead[1] = -3;
    lane.ringTail[1] = 9;
    InFlight attempt = new InFlight(ITEM, 1, 2, 1_790_000_000_000L, 1_790_000_034_000L);
    attempt.started = true;
    lane.inFlight.add(attempt);
    return lane;
  }

  private static void assertGolden(byte[] bytes, String golden) {
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(golden);
  }
}
