package dev.waybill.emitter.sending;

import dev.waybill.runtime.net.AddressGuard;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.apache.hc.client5.http.DnsResolver;

/**
 * What a sender needs to know.
 *
 * @param guard which addresses may be called
 * @param resolver looks up names; its answers are guarded
 * @param clock gives the timestamps that are signed
 * @param userAgent sent with each request
 * @param maxConnections to all endpoints together, at least 1
 * @param lookupTimeout bounds the look-up of a name
 */
public record SenderSettings(
    AddressGuard guard,
    DnsResolver resolver,
    InstantSource clock,
    String userAgent,
    int maxConnections,
    Duration lookupTimeout) {
  public SenderSettings {
    Objects.requireNonNull(guard, "guard");
    Objects.requireNonNull(resolver, "resolver");
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(userAgent, "userAgent");
    if (maxConnections < 1 || !lookupTimeout.isPositive()) {
      throw new IllegalArgumentException("maxConnections is at least 1, lookupTimeout above 0");
    }
  }
}
