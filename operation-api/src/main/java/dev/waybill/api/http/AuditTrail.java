package dev.waybill.api.http;

import dev.waybill.api.auth.Caller;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A line for each request that could change something: who, what, how it was answered, and the
 * request's id, which the answer has too. To a logger of its own, {@value #LOGGER}, at info, so
 * that it can be kept elsewhere or turned off. No body, no query, no header: nothing secret gets
 * in. Thread-safe.
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
   */
  static void answered(Caller caller, String method, String path, int status, String requestId) {
    if (!READS.contains(method)) {
      log.info(
          "write: partner_id={} subject={} method={} path={} status={} request_id={}",
          caller.partnerId(),
          harmless(caller.subject()),
          method,
          harmless(path),
          status,
          requestId);
    }
  }

  /** One word that cannot be taken for another line, or another value. */
  static String harmless(String text) {
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    String word = cut.replaceAll("[^\\x21-\\x7e]|=", "?");
    return word.isEmpty() ? "-" : word;
  }
}
