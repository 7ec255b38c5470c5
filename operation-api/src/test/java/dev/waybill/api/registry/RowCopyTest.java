package dev.waybill.api.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.api.registry.RowCopy.Effect;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.ConnectionStatus;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Ordering;
import dev.waybill.schemas.RetryPolicy;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RowCopyTest {
  static final UUID ID = UUID.randomUUID();
  private static final UUID OWNER = UUID.randomUUID();

  private final RowCopy<Connection> copy = new RowCopy<>(Row.CONNECTION);

  @Test
  void keepsTheFirstOwnerWhateverOthersWrite() {
    assertThat(apply(connection(OWNER, 1))).isEqualTo(Effect.TAKEN);
    assertThat(apply(connection(UUID.randomUUID(), 9))).isEqualTo(Effect.REFUSED);
    assertThat(copy.find(ID)).contains(connection(OWNER, 1));
  }

  @Test
  void neverGoesBackToAnOlderVersion() {
    apply(connection(OWNER, 2));
    assertThat(apply(connection(OWNER, 1))).isEqualTo(Effect.REFUSED);
    assertThat(apply(connection(OWNER, 2))).isEqualTo(Effect.TAKEN);
    assertThat(apply(connection(OWNER, 3))).isEqualTo(Effect.TAKEN);
    assertThat(copy.find(ID)).contains(connection(OWNER, 3));
  }

  @Test
  void leavesTheRowAsItIsWhenARecordCannotBeRead() {
    apply(connection(OWNER, 1));
    byte[] key = ID.toString().getBytes(UTF_8);
    assertThat(copy.apply(key, null)).isEqualTo(Effect.MALFORMED);
    assertThat(copy.apply(key, "garbage".getBytes(UTF_8))).isEqualTo(Effect.MALFORMED);
    assertThat(copy.apply(key, "null".getBytes(UTF_8))).isEqualTo(Effect.MALFORMED);
    assertThat(copy.apply(key, "{\"id\":\"%s\"}".formatted(ID).getBytes(UTF_8)))
        .isEqualTo(Effect.MALFORMED);
    assertThat(copy.apply("other".getBytes(UTF_8), Json.write(connection(OWNER, 2))))
        .isEqualTo(Effect.MALFORMED);
    assertThat(copy.apply(null, Json.write(connection(OWNER, 2)))).isEqualTo(Effect.MALFORMED);
    assertThat(copy.find(ID)).contains(connection(OWNER, 1));
  }

  private Effect apply(Connection connection) {
    return copy.apply(ID.toString().getBytes(UTF_8), Json.write(connection));
  }

  static Connection connection(UUID owner, long version) {
    return new Connection(
        ID,
        owner,
        null,
        "simulator",
        null,
        Json.mapper().createObjectNode(),
        null,
        ConnectionLimits.DEFAULT,
        RetryPolicy.DEFAULT,
        30_000,
        Ordering.PER_RESOURCE,
        null,
        ConnectionStatus.ACTIVE,
        null,
        version,
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
