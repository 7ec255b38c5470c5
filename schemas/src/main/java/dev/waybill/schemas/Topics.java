package dev.waybill.schemas;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The names of all topics (CONTRACT 5), behind one configurable prefix.
 *
 * @param prefix put in front of each name as it is, for example {@code "staging."}; may be empty
 */
public record Topics(String prefix) {
  private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{0,100}");

  public Topics {
    if (!LEGAL.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the topic prefix '%s' may have letters, digits, '.', '_' and '-' only, 100 at most",
              prefix));
    }
  }

  /** The names without a prefix. */
  public static Topics unprefixed() {
    return new Topics("");
  }

  public String operationRequested() {
    return prefix + "operation.requested";
  }

  public String operationDispatched() {
    return prefix + "operation.dispatched";
  }

  public String operationAttempted() {
    return prefix + "operation.attempted";
  }

  public String operationCommands() {
    return prefix + "operation.commands";
  }

  public String operationEvents() {
    return prefix + "operation.events";
  }

  public String operationDeadLetter() {
    return prefix + "operation.dead-letter";
  }

  public String connectionRegistry() {
    return prefix + "connection.registry";
  }

  public String resourceIdentity() {
    return prefix + "resource.identity";
  }

  public String laneStatus() {
    return prefix + "lane.status";
  }

  public String adapterRegistry() {
    return prefix + "adapter.registry";
  }

  public String webhookRegistry() {
    return prefix + "webhook.registry";
  }

  public String webhookRequested() {
    return prefix + "webhook.requested";
  }

  public String webhookDispatched() {
    return prefix + "webhook.dispatched";
  }

  public String webhookAttempted() {
    return prefix + "webhook.attempted";
  }

  public String webhookCommands() {
    return prefix + "webhook.commands";
  }

  public String webhookDeliveries() {
    return prefix + "webhook.deliveries";
  }

  /** Replays and how far they are; not named by the contract (ADR 12). */
  public String webhookReplays() {
    return prefix + "webhook.replays";
  }

  /**
   * What the emitter's scheduler could not read; not named by the contract, like its peer of
   * operations.
   */
  public String webhookDeadLetter() {
    return prefix + "webhook.dead-letter";
  }
}
