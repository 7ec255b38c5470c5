package dev.waybill.schemas;

import java.util.List;
import java.util.UUID;

/** What a subscription is limited to; an empty list limits nothing. */
public record WebhookFilters(
    List<UUID> connectionIds, List<Resource> resources, List<String> fleetRefs) {
  public static final WebhookFilters NONE = new WebhookFilters(List.of(), List.of(), List.of());
}
