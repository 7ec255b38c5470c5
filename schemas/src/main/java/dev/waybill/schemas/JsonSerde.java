package dev.waybill.schemas;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Serdes of the records of this package: UTF-8 JSON, null for null. Thread-safe. */
public final class JsonSerde {
  private JsonSerde() {}

  /**
   * A serde for one record type; its deserializer throws {@link SerializationException} on what
   * does not fit.
   */
  public static <T> Serde<T> of(Class<T> type) {
    Deserializer<@Nullable T> reader =
        (topic, bytes) -> {
          if (bytes == null) {
            return null;
          }
          try {
            return Json.read(bytes, type);
          } catch (JacksonException e) {
            throw new SerializationException(
                "not a " + type.getSimpleName() + ": " + Json.complaint(e), e);
          }
        };
    return Serdes.serdeFrom((topic, value) -> value == null ? null : Json.write(value), reader);
  }
}
