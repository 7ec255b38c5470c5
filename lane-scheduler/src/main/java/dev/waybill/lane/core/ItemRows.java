package dev.waybill.lane.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of single items: body, state, evidence. */
final class ItemRows {
  /**
   * Older notes are dropped: a webhook that is retried for days must not grow a row without end.
   */
  static final int MAX_NOTES = 50;

  /** What is longer is none of ours: reports can be forged. */
  private static final int MAX_NOTE_BYTES = 256 * 1024;

  /** All of them must fit into one event. */
  private static final int MAX_NOTES_BYTES = 1024 * 1024;

  private static final int BODY_VERSION = 2;
  private static final int EVIDENCE_VERSION = 1;
  private static final int BODY_OVERHEAD = 80;
  private static final long NOT_EXPRESS = -1;

  private final Rows rows;
  private final Decisions decisions;

  ItemRows(Rows rows, Decisions decisions) {
    this.rows = rows;
    this.decisions = decisions;
  }

  @Nullable StateRow state(LaneId lane, ItemId item) {
    byte[] row = rows.get(RowKey.state(lane, item));
    return row == null ? null : StateRow.decode(row);
  }

  void putState(LaneId lane, ItemId item, StateRow state) {
    decisions.put(RowKey.state(lane, item), state.encode());
  }

  void deleteState(LaneId lane, ItemId item) {
    decisions.delete(RowKey.state(lane, item));
  }

  /** The item of an unfinished state; that there is none is a bug. */
  Item item(LaneId lane, ItemId id) {
    byte[] row = rows.get(RowKey.body(lane, id));
    if (row == null) {
      throw new IllegalStateException("no body of unfinished item " + id + " in lane " + lane);
    }
    return decodeBody(lane, id, row);
  }

  boolean hasItem(LaneId lane, ItemId id) {
    return rows.get(RowKey.body(lane, id)) != null;
  }

  void putItem(Item item) {
    decisions.put(RowKey.body(item.lane(), item.id()), encodeBody(item));
  }

  void deleteItem(LaneId lane, ItemId id) {
    decisions.delete(RowKey.body(lane, id));
  }

  /** Notes kept so far, oldest first, and the new one if it is not empty. */
  List<byte[]> evidence(LaneId lane, ItemId item, StateRow state, byte[] note) {
    List<byte[]> notes = new ArrayList<>();
    if (state.has(StateRow.EVIDENCE)) {
      byte[] row = rows.get(RowKey.evidence(lane, item));
      if (row != null) {
        decodeEvidence(row, notes);
      }
    }
    if (note.length > 0 && note.length <= MAX_NOTE_BYTES) {
      notes.add(note);
    }
    int first = Math.max(0, notes.size() - MAX_NOTES);
    long bytes = notes.stream().skip(first).mapToLong(one -> one.length).sum();
    while (bytes > MAX_NOTES_BYTES) {
      bytes -= notes.get(first++).length;
    }
    return first == 0 ? notes : notes.subList(first, notes.size());
  }

  void putEvidence(LaneId lane, ItemId item, List<byte[]> notes) {
    decisions.put(RowKey.evidence(lane, item), encodeEvidence(notes));
  }

  void deleteEvidence(LaneId lane, ItemId item) {
    decisions.delete(RowKey.evidence(lane, item));
  }

  static byte[] encodeBody(Item item) {
    Placement placement = item.placement();
    Instant startBy = placement.startBy();
    RowWriter out =
        new RowWriter(BODY_VERSION, item.payload().length + BODY_OVERHEAD)
            .number(placement.priority().code())
            .number(placement.requiredVersion())
            .number(item.arrivedAt().toEpochMilli())
            .number(item.expiresAt().toEpochMilli())
            .text(placement.orderKey())
            .number(startBy == null ? NOT_EXPRESS : startBy.toEpochMilli())
            .number(placement.references().size());
    for (Reference reference : placement.references()) {
      out.id(reference.item().value()).number(reference.run());
    }
    return out.bytes(item.payload()).row();
  }

  static Item decodeBody(LaneId lane, ItemId id, byte[] row) {
    RowReader in = new RowReader(row, BODY_VERSION);
    Priority priority = Priority.of(in.smallNumber());
    long requiredVersion = in.number();
    Instant arrivedAt = Instant.ofEpochMilli(in.number());
    Instant expiresAt = Instant.ofEpochMilli(in.number());
    String orderKey = in.text();
    long startBy = in.number();
    List<Reference> references = references(in);
    Placement placement =
        new Placement(
            priority,
            orderKey,
            requiredVersion,
            references,
            startBy == NOT_EXPRESS ? null : Instant.ofEpochMilli(startBy));
    return new Item(lane, id, placement, arrivedAt, expiresAt, in.bytes());
  }

  private static List<Reference> references(RowReader in) {
    int count = in.smallNumber();
    if (count == 0) {
      return List.of();
    }
    List<Reference> references = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      references.add(new Reference(new ItemId(in.id()), in.smallNumber()));
    }
    return references;
  }

  static byte[] encodeEvidence(List<byte[]> notes) {
    int size = notes.stream().mapToInt(note -> note.length + 5).sum();
    RowWriter out = new RowWriter(EVIDENCE_VERSION, size + 5).number(notes.size());
    notes.forEach(out::bytes);
    return out.row();
  }

  static void decodeEvidence(byte[] row, List<byte[]> notes) {
    RowReader in = new RowReader(row, EVIDENCE_VERSION);
    int count = in.smallNumber();
    for (int i = 0; i < count; i++) {
      notes.add(in.bytes());
    }
  }
}
