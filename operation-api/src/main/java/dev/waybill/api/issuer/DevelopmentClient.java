package dev.waybill.api.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * The fixed clients of the development issuer: two partners, each with every right (CONTRACT 2).
 */
public enum DevelopmentClient {
  DEMO("demo", UUID.fromString("d0000000-0000-4000-8000-000000000001")),
  OTHER("other", UUID.fromString("d0000000-0000-4000-8000-000000000002"));

  private final String clientId;
  private final UUID partnerId;

  DevelopmentClient(String clientId, UUID partnerId) {
    this.clientId = clientId;
    this.partnerId = partnerId;
  }

  /** The client's id, and its secret, too: nothing here protects anything. */
  public String clientId() {
    return clientId;
  }

  /** The partner that the client's tokens name. */
  public UUID partnerId() {
    return partnerId;
  }

  /** The client with this id and secret. */
  static Optional<DevelopmentClient> of(String clientId, String secret) {
    return Arrays.stream(values())
        .filter(client -> client.clientId.equals(clientId))
        .filter(client ->
            MessageDigest.isEqual(client.clientId.getBytes(UTF_8), secret.getBytes(UTF_8)))
        .findFirst();
  }
}
