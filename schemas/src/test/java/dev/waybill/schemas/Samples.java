package dev.waybill.schemas;

import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.node.ObjectNode;

/** One value, or two, of everything that travels, with its golden file and its schema. */
final class Samples {
  static final UUID CONNECTION = UUID.fromString("7c0f5a52-6c1c-4c8e-9a53-0d3f5e0b8a11");
  static final UUID PARTNER = UUID.fromString("0d9f3f0e-3b58-4b0a-8b44-5f2f0c6f1a01");
  static final UUID OPERATION = UUID.fromString("019aa9f6-7b2c-7a31-8f00-3c5d7e9f1b2d");
  static final UUID EVENT = UUID.fromString("019aa9f6-7da0-7c55-9e00-51f0a2b3c4d5");
  static final UUID VEHICLE = UUID.fromString("5b1de9a4-4a36-5f0c-9d55-7f0a3a9c2e10");
  static final UUID ENDPOINT = UUID.fromString("019aa9f0-1111-7222-8333-444455556666");
  static final UUID DELIVERY = UUID.fromString("6f1c2a90-7a0b-5c3e-8d21-9b7e4f0a1c22");
  static final Instant ASKED = Instant.parse("2026-11-22T10:15:30Z");
  static final Instant ENDED = Instant.parse("2026-11-22T10:15:30.420Z");

  static final ResourceIdentity IDENTITY =
      new ResourceIdentity(CONNECTION, Resource.VEHICLE, VEHICLE, "veh_8812");

  private Samples() {}

  /**
   * @param golden the file's name without {@code .json}
   * @param schema the schema's name
   */
  record Sample(String golden, String schema, Type type, Object value) {
    @Override
    public String toString() {
      return golden;
    }
  }

  static List<Sample> all() {
    return List.of(
        of("operation-requested", "records/operation-requested", OperationSamples.fullRequest()),
        of(
            "operation-requested-minimal",
            "records/operation-requested",
            OperationSamples.minimalRequest()),
        of("operation", "records/operation", OperationSamples.pending()),
        of("operation-event", "records/operation-event", OperationSamples.event()),
        of("attempt-dispatched", "records/attempt-dispatched", LaneSamples.dispatch()),
        of("attempt-reported", "records/attempt-reported", LaneSamples.finished()),
        of("attempt-reported-started", "records/attempt-reported", LaneSamples.started()),
        of("operation-dispatched", "records/operation-dispatched", LaneSamples.update()),
        of("operation-dispatched-create", "records/operation-dispatched", LaneSamples.create()),
        of("operation-attempted", "records/operation-attempted", OperationSamples.evidence()),
        of("connection", "records/connection", LaneSamples.fullConnection()),
        of("connection-minimal", "records/connection", LaneSamples.minimalConnection()),
        of("resource-identity", "records/resource-identity", IDENTITY),
        of("adapter", "records/adapter", LaneSamples.adapter()),
        of("operation-command", "records/operation-command", LaneSamples.command()),
        of("lane-status", "records/lane-status", LaneSamples.waitingLane()),
        of("lane-status-idle", "records/lane-status", LaneSamples.idleLane()),
        of("webhook-endpoint", "records/webhook-endpoint", WebhookSamples.endpoint()),
        of("webhook-event", "records/webhook-event", WebhookSamples.event()),
        of("webhook-replay", "records/webhook-replay", WebhookSamples.replay()),
        of("webhook-command", "records/webhook-command", WebhookSamples.command()),
        of("delivery-requested", "records/delivery-requested", WebhookSamples.deliveryRequest()),
        of("delivery-logged", "records/delivery-logged", WebhookSamples.deliveryLog()),
        of("problem", "rest/problem", OperationSamples.problem()),
        new Sample(
            "operation-page",
            "rest/operation-page",
            new TypeReference<Page<Operation>>() {}.getType(),
            new Page<>(List.of(OperationSamples.pending()), "bmV4dA", null)));
  }

  private static Sample of(String golden, String schema, Object value) {
    return new Sample(golden, schema, value.getClass(), value);
  }

  static ObjectNode object(String json) {
    return (ObjectNode) Json.mapper().readTree(json);
  }
}
