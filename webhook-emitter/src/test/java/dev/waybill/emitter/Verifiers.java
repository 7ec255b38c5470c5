package dev.waybill.emitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.waybill.testing.WebhookPackages;
import java.net.http.HttpHeaders;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Libraries that others wrote, which receivers use: each has to agree with every signature. */
public final class Verifiers {
  private static final String OTHER = "whsec_plJ3nmyCDGBKInavdOK15jslAAAAAAAA";

  private Verifiers() {}

  /** What a receiver got, with the names of headers in lower case. */
  public record Captured(Map<String, String> headers, String body) {
    HttpHeaders javaHeaders() {
      Map<String, List<String>> lists = new TreeMap<>();
      headers.forEach((name, value) -> lists.put(name, List.of(value)));
      return HttpHeaders.of(lists, (name, value) -> true);
    }
  }

  /** Each request with each secret, and with none other. */
  public static void standardWebhooksForJava(Collection<Captured> requests, List<String> secrets)
      throws Exception {
    for (Captured request : requests) {
      for (String secret : secrets) {
        new com.standardwebhooks.Webhook(secret).verify(request.body(), request.javaHeaders());
      }
      assertThatThrownBy(() ->
              new com.standardwebhooks.Webhook(OTHER).verify(request.body(), request.javaHeaders()))
          .isInstanceOf(com.standardwebhooks.exceptions.WebhookVerificationException.class);
    }
  }

  /** Each request with each secret, and with none other. */
  public static void svixForJava(Collection<Captured> requests, List<String> secrets)
      throws Exception {
    for (Captured request : requests) {
      for (String secret : secrets) {
        new com.svix.Webhook(secret).verify(request.body(), request.javaHeaders());
      }
      assertThatThrownBy(
              () -> new com.svix.Webhook(OTHER).verify(request.body(), request.javaHeaders()))
          .isInstanceOf(com.svix.exceptions.WebhookVerificationException.class);
    }
  }

  /**
   * Each request with each secret, and with none other, by both packages; skips the test, and says
   * so, where Node or npm is missing or brings no packages.
   */
  public static void npmPackages(Collection<Captured> requests, List<String> secrets)
      throws Exception {
    Optional<String> missing = WebhookPackages.missing();
    assumeThat(missing).as(missing.orElse("")).isEmpty();
    for (String secret : secrets) {
      List<WebhookPackages.Captured> signed =
          requests.stream()
              .map(request ->
                  new WebhookPackages.Captured(request.headers(), request.body(), List.of(secret)))
              .toList();
      assertThat(WebhookPackages.verify(signed)).isEqualTo(WebhookPackages.allOf(signed));
    }
    System.out.println("verified by the npm packages: " + requests.size() + " requests");
  }
}
