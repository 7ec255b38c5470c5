package dev.waybill.api.http;

import dev.waybill.api.auth.Caller;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A line for each request that could change something: who, what, how it was answered, the
 * request's id, which the answer has too, and the ids of what was made that the path does not have.
 * Each operation of a batch is one more. To a logger of its own, {@value #LOGGER}, at info, so that
 * it can be kept elsewhere or turned off. No body, no query, no header: nothing secret gets in.
 * Thread-safe.
 */
final class AuditTrail {
  static final String LOGGER = "dev.waybill.audit";

  private static final Logger log = LoggerFactory.getLogger(LOGGER);
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
  private static final int LONGEST = 300;

  private AuditTrail() {}

  /**
   * Tells of a request, if it could change something.
   *
   * @param path as it was called, without the query
   * @param status that it was answered with
   * @param more names and values of ours
   */
  static void answered(
      Caller caller,
      String method,
      String path,
      int status,
      String requestId,
      Map<String, String> more) {
    if (!READS.contains(method) && log.isInfoEnabled()) {
      log.info(line(caller, method, path, status, requestId, more));
    }
  }

  static String line(
      Caller caller,
      String method,
      String path,
      int status,
      String requestId,
      Map<String, String> more) {
    StringBuilder line = new StringBuilder(300);
    line.append("write: partner_id=").append(caller.partnerId());
    line.append(" subject=").append(harmless(caller.subject()));
    line.append(" method=").append(method).append(" path=").append(harmless(path));
    line.append(" status=").append(status).append(" request_id=").append(requestId);
    more.forEach(
        (name, value) -> line.append(' ').append(name).append('=').append(harmless(value)));
    return line.toString();
  }

  /** Tells of an operation that was accepted as a part of a request. */
  static void accepted(String requestId, UUID connectionId, UUID operationId) {
    log.info(
        "accepted: request_id={} connection_id={} operation_id={}",
        requestId,
        connectionId,
        operationId);
  }

  /** One word that cannot be taken for another line, or another value. */
  static String harmless(String text) {
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    String word = cut.replaceAll("[^\\x21-\\x7e]|=", "?");
    return word.isEmpty() ? "-" : word;
  }
}
