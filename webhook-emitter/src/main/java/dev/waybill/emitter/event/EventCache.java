package dev.waybill.emitter.event;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The events used last, bounded by their bytes. Thread-safe. */
final class EventCache {
  /** What an entry costs beside its bytes, roughly. */
  private static final int OVERHEAD = 150;

  private final long maxBytes;
  private final LinkedHashMap<Place, byte[]> events = new LinkedHashMap<>(1_024, 0.75f, true);
  private long bytes;

  EventCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Where an event lies. */
  record Place(int partition, long offset) {}

  synchronized byte @Nullable [] get(Place place) {
    return events.get(place);
  }

  synchronized void put(Place place, byte[] event) {
    byte[] old = events.put(place, event);
    bytes += event.length + OVERHEAD - (old == null ? 0 : old.length + OVERHEAD);
    var eldest = events.entrySet().iterator();
    while (bytes > maxBytes && eldest.hasNext()) {
      Map.Entry<Place, byte[]> entry = eldest.next();
      bytes -= entry.getValue().length + OVERHEAD;
      eldest.remove();
    }
  }
}
