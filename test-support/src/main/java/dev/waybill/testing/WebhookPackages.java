package dev.waybill.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.schemas.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The npm packages {@code standardwebhooks} and {@code svix}, by which receivers verify webhooks,
 * run with Node. They are fetched once for all modules, into the root's {@code target}; a fetch
 * that was cut short leaves nothing that the next would take for them.
 */
public final class WebhookPackages {
  private static final Path TARGET = Path.of("..", "target").toAbsolutePath().normalize();
  private static final Path FOLDER = TARGET.resolve("npm-webhooks");
  private static final String OTHER = "whsec_plJ3nmyCDGBKInavdOK15jslAAAAAAAA";
  private static final long PATIENCE_S = 60;

  private static final String SCRIPT =
      """
      const all = JSON.parse(require('fs').readFileSync(0, 'utf8'));
      const holds = (Webhook, secret, { headers, body }) => {
        try {
          new Webhook(secret).verify(body, headers);
          return true;
        } catch (e) {
          return false;
        }
      };
      let verified = 0, refused = 0;
      for (const name of ['standardwebhooks', 'svix']) {
        const { Webhook } = require(name);
        for (const request of all.requests) {
          verified += request.secrets.some(secret => holds(Webhook, secret, request)) ? 1 : 0;
          refused += holds(Webhook, all.other, request) ? 0 : 1;
        }
      }
      console.log(verified + ' verified, ' + refused + ' refused');
      """;

  private WebhookPackages() {}

  /**
   * A request as a receiver got it.
   *
   * @param headers names in lower case
   * @param secrets with one of which it must have been signed
   */
  public record Captured(Map<String, String> headers, String body, List<String> secrets) {}

  /** Why they cannot be asked; empty if they can. */
  public static Optional<String> missing() throws InterruptedException {
    if (!runs("node", "--version")) {
      return Optional.of("Node is not installed: skipped");
    }
    return Files.isDirectory(FOLDER) || fetch()
        ? Optional.empty()
        : Optional.of("npm cannot bring the packages standardwebhooks and svix: skipped");
  }

  /** Whole or not at all: into a folder of its own that gets its name in the end. */
  private static boolean fetch() throws InterruptedException {
    try {
      Files.createDirectories(TARGET);
      Path fresh = Files.createTempDirectory(TARGET, "npm-");
      boolean isWhole =
          runs(
              "npm",
              "install",
              "--no-audit",
              "--no-fund",
              "--prefix",
              fresh.toString(),
              "standardwebhooks@1.1.1",
              "svix@1.99.1");
      if (isWhole) {
        Files.move(fresh, FOLDER, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      // Another module may have been first, and then they are there.
    }
    return Files.isDirectory(FOLDER);
  }

  /**
   * Has both packages verify requests with their secrets, and with one that signed none.
   *
   * @return what they said; to be compared with {@link #allOf}
   */
  public static String verify(Collection<Captured> requests) throws IOException {
    Path script = FOLDER.resolve("verify-" + ProcessHandle.current().pid() + ".cjs");
    Files.writeString(script, SCRIPT);
    Process node = new ProcessBuilder("node", script.toString()).redirectErrorStream(true).start();
    try (OutputStream in = node.getOutputStream()) {
      in.write(Json.write(Map.of("requests", requests, "other", OTHER)));
    }
    String said = new String(node.getInputStream().readAllBytes(), UTF_8).strip();
    Files.delete(script);
    return said;
  }

  /** What they say if every request is signed well. */
  public static String allOf(Collection<Captured> requests) {
    int twice = 2 * requests.size();
    return "%d verified, %d refused".formatted(twice, twice);
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException e) {
      return false; // not installed
    }
  }
}
