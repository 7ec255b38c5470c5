package dev.waybill.api;

import dev.waybill.runtime.config.Setting;
import dev.waybill.runtime.net.WebhookTargets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of the API. */
public final class ApiSettings {
  public static final Setting<String> HOST =
      Setting.text("api.host", "127.0.0.1", "The address that `waybill api` listens on.");

  public static final Setting<Integer> PORT =
      Setting.integer(
          "api.port", 8080, 0, 65_535, "The port that `waybill api` listens on; 0 picks one.");

  public static final Setting<String> DATA_FOLDER =
      Setting.text(
          "api.data_folder",
          "data/api",
          "Where the view's state and the development issuer's key are; the state can be rebuilt"
              + " from Kafka.");

  public static final Setting<String> ISSUER =
      Setting.text("auth.issuer", "waybill-development", "What a token's iss claim must be.");

  public static final Setting<String> AUDIENCE =
      Setting.text("auth.audience", "waybill", "What a token's aud claim must hold.");

  public static final Setting<String> PARTNER_CLAIM =
      Setting.text("auth.partner_claim", "partner_id", "The claim that holds the partner's UUID.");

  public static final Setting<Optional<String>> JWKS_URL =
      Setting.optionalText(
          "auth.jwks_url",
          "Where the issuer's public keys are; without it the development issuer is used.");

  public static final Setting<Boolean> DEVELOPMENT_ISSUER_ANYWHERE =
      Setting.bool(
          "auth.development_issuer_anywhere",
          false,
          "Lets the development issuer give tokens to whoever reaches this machine, and not only"
              + " when the API listens on loopback. Everybody knows its secrets.");

  public static final Setting<Duration> VIEW_PATIENCE =
      Setting.duration(
          "api.view_patience",
          Duration.ofSeconds(5),
          "How long a read waits for the view to catch up with what is accepted, before it answers"
              + " 503.");

  public static final Setting<Integer> REQUESTS_PER_MINUTE =
      Setting.integer(
          "api.requests_per_minute",
          600_000,
          1,
          60_000_000,
          "How many requests a partner may make of one instance, in the long run; then 429.");

  public static final Setting<Integer> REQUEST_BURST =
      Setting.integer(
          "api.request_burst",
          20_000,
          1,
          10_000_000,
          "How many requests a partner that was quiet may make at once of one instance.");

  public static final Setting<Integer> CONNECTION_BACKLOG =
      Setting.integer(
          "api.connection_backlog",
          1_000_000,
          1,
          1_000_000_000,
          "How many operations of a connection may wait for their end; then 429.");

  public static final Setting<Integer> PARTNER_BACKLOG =
      Setting.integer(
          "api.partner_backlog",
          10_000_000,
          1,
          1_000_000_000,
          "How many operations of all connections of a partner may wait; then 429.");

  public static final Setting<Integer> BATCHES =
      Setting.integer(
          "api.batches",
          16,
          1,
          1_000,
          "How many batches one instance works on at once, each of up to 8 MiB; then 503.");

  public static final Setting<Integer> PARTNER_BATCHES =
      Setting.integer(
          "api.partner_batches",
          8,
          1,
          1_000,
          "How many batches of one partner an instance reads or works on at once; then 429.");

  public static final Setting<Duration> BODY_PATIENCE =
      Setting.duration(
          "api.body_patience",
          Duration.ofSeconds(10),
          "How much longer a body may take to come than its length does at 64 KiB a second; then"
              + " 408.");

  public static final Setting<Optional<String>> PEER_SECRET =
      Setting.optionalText(
          "api.peer_secret",
          "What instances of the API know one another by, at least 32 characters, the same for all"
              + " of them. Without it there may be one instance only.");

  public static final Setting<Optional<String>> ADVERTISED_URL =
      Setting.optionalText(
          "api.advertised_url",
          "Where the other instances of the API reach this one: scheme, host and port. Without it,"
              + " what it listens on. All instances have the same scheme.");

  public static final Setting<Integer> STANDBYS =
      Setting.integer(
          "api.standbys",
          1,
          0,
          2,
          "How many other instances keep a copy of each part of the view, so that they can answer"
              + " for it without reading it from Kafka first. Needs api.peer_secret.");

  public static final Setting<Duration> SESSION_TIMEOUT =
      Setting.duration(
          "api.session_timeout",
          Duration.ofSeconds(6),
          "An instance of the API that has been silent for so long is taken for dead, and others"
              + " answer for its parts of the view. Not below the broker's"
              + " group.min.session.timeout.ms, usually 6 s.");

  public static final Setting<Duration> STOP_PATIENCE =
      Setting.duration(
          "api.stop_patience",
          Duration.ofSeconds(5),
          "How long a stop lets callers wait for the end of an operation; then they are answered as"
              + " if their wait was over. A stop takes twelve seconds for all requests at most.");

  private ApiSettings() {}

  /** Every setting above. */
  public static List<Setting<?>> all() {
    return List.of(
        HOST,
        PORT,
        DATA_FOLDER,
        ISSUER,
        AUDIENCE,
        PARTNER_CLAIM,
        JWKS_URL,
        DEVELOPMENT_ISSUER_ANYWHERE,
        WebhookTargets.ALLOW_NETWORKS,
        WebhookTargets.ALLOW_PORTS,
        VIEW_PATIENCE,
        REQUESTS_PER_MINUTE,
        REQUEST_BURST,
        CONNECTION_BACKLOG,
        PARTNER_BACKLOG,
        BATCHES,
        PARTNER_BATCHES,
        BODY_PATIENCE,
        PEER_SECRET,
        ADVERTISED_URL,
        STANDBYS,
        SESSION_TIMEOUT,
        STOP_PATIENCE);
  }
}
