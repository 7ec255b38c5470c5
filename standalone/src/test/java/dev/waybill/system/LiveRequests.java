package dev.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.Headers;
import dev.waybill.testing.WebhookPackages;
import dev.waybill.testing.WebhookPackages.Captured;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** All webhooks that the receivers of a test class got, for verifiers that take their time. */
final class LiveRequests {
  /** Verifiers refuse what was signed five minutes ago, which it is at the end of a long form. */
  private static final Duration FRESH = Duration.ofMinutes(4);

  private final List<Got> got = new CopyOnWriteArrayList<>();
  private final List<String> secrets = new CopyOnWriteArrayList<>();

  private record Got(Map<String, String> headers, String body) {
    boolean isFresh() {
      Instant signed = Instant.ofEpochSecond(Long.parseLong(headers.get("webhook-timestamp")));
      return signed.isAfter(Instant.now().minus(FRESH));
    }
  }

  void add(Headers headers, String body) {
    Map<String, String> single = new TreeMap<>();
    headers.forEach((name, values) -> single.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    got.add(new Got(single, body));
  }

  /** A secret that some of them are signed with. */
  void secret(String secret) {
    secrets.add(secret);
  }

  /** Skips, and says so, where Node or npm is missing or brings no packages. */
  void assertVerifiedByTheNpmPackages() throws Exception {
    Optional<String> missing = WebhookPackages.missing(); // may fetch them, for a minute or two
    assumeThat(missing).as(missing.orElse("")).isEmpty();
    List<Captured> all =
        got.stream()
            .filter(Got::isFresh)
            .map(request -> new Captured(request.headers(), request.body(), List.copyOf(secrets)))
            .toList();
    assertThat(all).isNotEmpty();
    assertThat(WebhookPackages.verify(all)).isEqualTo(WebhookPackages.allOf(all));
    System.out.println("verified by the npm packages: " + all.size() + " requests");
  }
}
