package dev.waybill.schemas;

import java.time.Instant;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.ext.javatime.deser.InstantDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * The one way in which Waybill writes and reads JSON: snake_case, RFC 3339 UTC times with
 * milliseconds, unknown fields ignored when reading (a newer writer may have added them; what is
 * strict is the JSON Schema at the door), doubled keys refused. Thread-safe.
 */
public final class Json {
  /** From the first mark to the last of its kind: what is between may have such marks itself. */
  private static final Pattern QUOTED = Pattern.compile("(['\"]).*\\1", Pattern.DOTALL);

  private static final Pattern NAME = Pattern.compile("[a-z_]{1,40}");
  private static final int MAX_STEPS = 8;

  private static final JsonMapper MAPPER = mapper(StreamReadConstraints.defaults());

  private Json() {}

  /** The same rules for JSON of other bounds. */
  private static JsonMapper mapper(StreamReadConstraints bounds) {
    return JsonMapper.builder(JsonFactory.builder().streamReadConstraints(bounds).build())
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
        .addModule(
            new SimpleModule("waybill")
                .addSerializer(Instant.class, new InstantWriter())
                .addDeserializer(Instant.class, new InstantReader()))
        .build();
  }

  /**
   * Reads trees of JSON that a stranger wrote: a few bytes of it can make a node of many, and a few
   * more a stack of any height. Immutable.
   */
  public static final class Bounded {
    private final JsonMapper mapper;

    /**
     * Makes a reader.
     *
     * @param tokens names, values, and ends of objects and lists, at most
     * @param depth of objects and lists in one another, at most
     */
    public Bounded(long tokens, int depth) {
      this.mapper =
          Json.mapper(
              StreamReadConstraints.builder().maxTokenCount(tokens).maxNestingDepth(depth).build());
    }

    /**
     * Reads UTF-8 JSON.
     *
     * @throws StreamConstraintsException if it is beyond the bounds
     * @throws JacksonException if the bytes are not JSON
     */
    public JsonNode read(byte[] json) {
      return mapper.readTree(json);
    }
  }

  /** The shared mapper; immutable. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /** Writes a value as UTF-8 JSON. */
  public static byte[] write(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /**
   * Reads UTF-8 JSON.
   *
   * @throws JacksonException if the bytes are not JSON or do not fit the type
   */
  public static <T> T read(byte[] json, Class<T> type) {
    return MAPPER.readValue(json, type);
  }

  /**
   * What is wrong with JSON that could not be read, and where: without the values in it, for this
   * goes to logs and dead letters, and a value may be a secret that stands in the wrong place.
   */
  public static String complaint(JacksonException e) {
    String message = e.getOriginalMessage();
    String told = message == null ? "unreadable" : QUOTED.matcher(message).replaceAll("$1…$1");
    String place =
        e.getPath().stream().map(Json::step).limit(MAX_STEPS).collect(Collectors.joining("/"));
    return place.isEmpty() ? told : told + " at /" + place;
  }

  /** Names of ours; those that somebody else chose may say anything. */
  private static String step(JacksonException.Reference step) {
    String name = step.getPropertyName();
    if (name == null) {
      return Integer.toString(step.getIndex());
    }
    return NAME.matcher(name).matches() ? name : "…";
  }

  /** A time as it stands on the wire, for example {@code 2026-11-22T10:15:30.000Z}. */
  public static String format(Instant instant) {
    return WireTime.format(instant);
  }

  /** Whether a time can stand on the wire: in the years 0000 to 9999, which RFC 3339 knows. */
  public static boolean isTime(Instant instant) {
    return WireTime.has(instant);
  }

  /** A time, or the last that can stand on the wire if it lies behind that. */
  public static Instant timeAtMost(Instant instant) {
    return WireTime.atMost(instant);
  }

  /**
   * Reads a time in RFC 3339; quickest for what {@link #format} writes.
   *
   * @throws java.time.format.DateTimeParseException if it is none
   */
  public static Instant time(String text) {
    Instant read = WireTime.parse(text);
    return read == null ? Instant.parse(text) : read;
  }

  private static final class InstantWriter extends ValueSerializer<Instant> {
    @Override
    public void serialize(Instant value, JsonGenerator out, SerializationContext context) {
      out.writeString(format(value));
    }
  }

  private static final class InstantReader extends ValueDeserializer<Instant> {
    @Override
    public Instant deserialize(JsonParser in, DeserializationContext context) {
      Instant read = in.hasToken(JsonToken.VALUE_STRING) ? WireTime.parse(in.getString()) : null;
      if (read != null) {
        return read;
      }
      Instant any = InstantDeserializer.INSTANT.deserialize(in, context);
      if (!WireTime.has(any)) {
        return context.reportInputMismatch(Instant.class, "a time beyond the years 0000 to 9999");
      }
      return any;
    }
  }

  /** Whether a value nests objects and lists deeper than so many levels. */
  public static boolean isDeeperThan(int levels, JsonNode value) {
    if (!value.isContainer()) {
      return false;
    }
    if (levels == 0) {
      return true;
    }
    for (JsonNode child : value) {
      if (isDeeperThan(levels - 1, child)) {
        return true;
      }
    }
    return false;
  }
}
