package dev.waybill.schemas;

import java.util.List;

/** The names of the events that subscribers can ask for (CONTRACT 4). */
public final class EventTypes {
  public static final String CREATED = "resource_operation.created";
  public static final String SUCCEEDED = "resource_operation.succeeded";
  public static final String FAILED = "resource_operation.failed";

  /** Each attempt; only for those who name it. */
  public static final String ATTEMPTED = "resource_operation.attempted";

  /** A failed operation was asked to run again; only for those who name it. */
  public static final String RETRIED = "resource_operation.retried";

  /** Somebody asked an endpoint to be called; only for that endpoint, whatever it named. */
  public static final String WEBHOOK_PING = "webhook.ping";

  /** An endpoint keeps failing and will be disabled if it goes on; only for those who name it. */
  public static final String WEBHOOK_WARNED = "webhook.warned";

  /** An endpoint was disabled, by itself or for failing; only for those who name it. */
  public static final String WEBHOOK_DISABLED = "webhook.disabled";

  /** What {@code resource_operation.*} means. */
  public static final List<String> OPERATION_WILDCARD = List.of(CREATED, SUCCEEDED, FAILED);

  private EventTypes() {}
}
