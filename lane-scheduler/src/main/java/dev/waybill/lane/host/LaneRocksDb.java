package dev.waybill.lane.host;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.IndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * One cache and one budget of write buffers for all stores of the process: Streams' own defaults
 * are per store, and a task has two of them. Rows are small and asked for by key, many of them for
 * the first time, so filters matter most.
 */
public final class LaneRocksDb implements RocksDBConfigSetter {
  private static final long CACHE_BYTES = 128L * 1024 * 1024;
  private static final long WRITE_BUFFER_BYTES = 64L * 1024 * 1024;
  private static final long WRITE_BUFFER_EACH_BYTES = 8L * 1024 * 1024;
  private static final double FILTER_BITS_PER_KEY = 10;

  /** Of a write buffer, for a filter of its own: most new ids are looked for in vain there, too. */
  private static final double WRITE_BUFFER_FILTER = 0.05;

  /**
   * Native objects shared by all stores; made when the first store is opened, kept as long as the
   * process.
   */
  private static final class Shared {
    static final Cache CACHE = new LRUCache(CACHE_BYTES);
    static final WriteBufferManager WRITE_BUFFERS =
        new WriteBufferManager(WRITE_BUFFER_BYTES, CACHE);
    static final BloomFilter FILTER = new BloomFilter(FILTER_BITS_PER_KEY);

    private Shared() {}
  }

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(Shared.CACHE);
    table.setCacheIndexAndFilterBlocks(true);
    table.setPinL0FilterAndIndexBlocksInCache(true);
    table.setFilterPolicy(Shared.FILTER);
    // Whole, those of a large file do not fit into a shard of the cache: with some million rows
    // they
    // would be read from the disk for nearly every key that is asked for.
    table.setIndexType(IndexType.kTwoLevelIndexSearch);
    table.setPartitionFilters(true);
    table.setPinTopLevelIndexAndFilter(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(Shared.WRITE_BUFFERS);
    options.setWriteBufferSize(WRITE_BUFFER_EACH_BYTES);
    options.setMemtableWholeKeyFiltering(true);
    options.setMemtablePrefixBloomSizeRatio(WRITE_BUFFER_FILTER);
  }

  @Override
  public void close(String store, Options options) {
    // What was set is shared and outlives the store.
  }
}
