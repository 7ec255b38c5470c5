package dev.waybill.api.view;

import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** Puts {@link BufferedRows} in front of what another builder builds. */
final class BufferedRowsBuilder implements StoreBuilder<KeyValueStore<Bytes, byte[]>> {
  private final StoreBuilder<KeyValueStore<Bytes, byte[]>> inner;
  private final long mostBytes;

  /**
   * A builder over one that logs its changes and does not cache.
   *
   * @param mostBytes of rows that a store holds back
   */
  BufferedRowsBuilder(StoreBuilder<KeyValueStore<Bytes, byte[]>> inner, long mostBytes) {
    this.inner = inner;
    this.mostBytes = mostBytes;
  }

  @Override
  public KeyValueStore<Bytes, byte[]> build() {
    return new BufferedRows(inner.build(), mostBytes);
  }

  /** Streams' own cache would stand behind this one, and hold nothing that is not here. */
  @Override
  public StoreBuilder<KeyValueStore<Bytes, byte[]>> withCachingEnabled() {
    return this;
  }

  @Override
  public StoreBuilder<KeyValueStore<Bytes, byte[]>> withCachingDisabled() {
    return this;
  }

  @Override
  public StoreBuilder<KeyValueStore<Bytes, byte[]>> withLoggingEnabled(Map<String, String> config) {
    return new BufferedRowsBuilder(inner.withLoggingEnabled(config), mostBytes);
  }

  @Override
  public StoreBuilder<KeyValueStore<Bytes, byte[]>> withLoggingDisabled() {
    return new BufferedRowsBuilder(inner.withLoggingDisabled(), mostBytes);
  }

  @Override
  public Map<String, String> logConfig() {
    return inner.logConfig();
  }

  @Override
  public boolean loggingEnabled() {
    return inner.loggingEnabled();
  }

  @Override
  public String name() {
    return inner.name();
  }
}
