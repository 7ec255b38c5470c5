package dev.waybill.emitter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.waybill.schemas.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

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
    Path folder = Path.of("target/npm").toAbsolutePath();
    assumeThat(runs("node", "--version")).as("Node is not installed: skipped").isTrue();
    assumeThat(
            Files.isDirectory(folder.resolve("node_modules/svix"))
                || runs(
                    "npm",
                    "install",
                    "--no-audit",
                    "--no-fund",
                    "--prefix",
                    folder.toString(),
                    "standardwebhooks@1.1.1",
                    "svix@1.99.1"))
        .as("npm cannot bring the packages standardwebhooks and svix: skipped")
        .isTrue();
    Path script = folder.resolve("verify.cjs");
    Files.writeString(
        script,
        """
        const all = JSON.parse(require('fs').readFileSync(0, 'utf8'));
        let verified = 0, refused = 0;
        for (const name of ['standardwebhooks', 'svix']) {
          const { Webhook } = require(name);
          for (const { headers, body } of all.requests) {
            for (const secret of all.secrets) {
              new Webhook(secret).verify(body, headers);
              verified++;
            }
            try {
              new Webhook(all.other).verify(body, headers);
            } catch (e) {
              refused++;
            }
          }
        }
        console.log(verified + ' verified, ' + refused + ' refused');
        """);
    Process node = new ProcessBuilder("node", script.toString()).redirectErrorStream(true).start();
    try (OutputStream in = node.getOutputStream()) {
      in.write(Json.write(Map.of("requests", requests, "secrets", secrets, "other", OTHER)));
    }
    String said = new String(node.getInputStream().readAllBytes(), UTF_8);
    assertThat(said.strip())
        .isEqualTo(
            "%d verified, %d refused"
                .formatted(2 * secrets.size() * requests.size(), 2 * requests.size()));
    System.out.println("verified by the npm packages: " + requests.size() + " requests");
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor(60, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException e) {
      return false; // not installed
    }
  }
}
