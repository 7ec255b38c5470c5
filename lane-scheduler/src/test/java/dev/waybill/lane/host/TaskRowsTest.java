package dev.waybill.lane.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskRowsTest {
  @ParameterizedTest
  @CsvSource({
    "0102, 2, 0103",
    "0102ffff, 2, 0103",
    "01ff, 2, 02",
    "01ffff07, 3, 02",
    "0301, 1, 04",
    "ff01, 1, ''",
    "0301, 0, ''",
  })
  void aSearchByPrefixEndsBehindThePrefix(String key, int prefix, String end) {
    Bytes found = TaskRows.end(HexFormat.of().parseHex(key), prefix);
    assertThat(found == null ? "" : HexFormat.of().formatHex(found.get())).isEqualTo(end);
  }
}
