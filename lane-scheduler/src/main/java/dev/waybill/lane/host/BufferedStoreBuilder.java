package dev.waybill.lane.host;

import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** Puts a {@link BufferedStore} in front of what another builder builds. */
final class BufferedStoreBuilder implements StoreBuilder<KeyValueStore<Bytes, byte[]>> {
  private final StoreBuilder<KeyValueStore<Bytes, byte[]>> inner;
  private final RowBudget budget;

  /** A builder over one that logs its changes and does not cache. */
  BufferedStoreBuilder(StoreBuilder<KeyValueStore<Bytes, byte[]>> inner, RowBudget budget) {
    this.inner = inner;
    this.budget = budget;
  }

  @Override
  public KeyValueStore<Bytes, byte[]> build() {
    return new BufferedStore(inner.build(), budget);
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
    return new BufferedStoreBuilder(inner.withLoggingEnabled(config), budget);
  }

  @Override
  public StoreBuilder<KeyValueStore<Bytes, byte[]>> withLoggingDisabled() {
    return new BufferedStoreBuilder(inner.withLoggingDisabled(), budget);
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
