package dev.waybill.api.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.api.id.Ids;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the keys of registry records. */
final class RowKeys {
  private RowKeys() {}

  static Optional<UUID> id(byte @Nullable [] key) {
    return key == null ? Optional.empty() : Ids.parse(new String(key, UTF_8));
  }
}
