package dev.waybill.emitter.sending;

import dev.waybill.runtime.net.WebhookTargets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.apache.hc.client5.http.DnsResolver;

/**
 * What a sender needs to know.
 *
 * @param targets which addresses and ports may be called
 * @param resolver looks up names; its answers are guarded
 * @param clock gives the timestamps that are signed
 * @param userAgent sent with each request
 * @param maxConnections to all endpoints together, at least 1
 * @param lookupTimeout bounds the look-up of a name
 */
public record SenderSettings(
    WebhookTargets targets,
    DnsResolver resolver,
    InstantSource clock,
    String userAgent,
    int maxConnections,
    Duration lookupTimeout) {
  public SenderSettings {
    Objects.requireNonNull(targets, "targets");
    Objects.requireNonNull(resolver, "resolver");
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(userAgent, "userAgent");
    if (maxConnections < 1 || !lookupTimeout.isPositive()) {
      throw new IllegalArgumentException("maxConnections is at least 1, lookupTimeout above 0");
    }
  }
}
