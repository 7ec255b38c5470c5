package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.schemas.Json;

/**
 * A partner who may ask nothing more of an API for a while.
 *
 * @param url of that API
 */
record SpentQuota(String url, String token) {
  /** Spends what the partner has there, one request. */
  static SpentQuota at(String url) {
    String token = token(url);
    ApiCall.of(url, "GET", "/v2/integrations/connections", token).send();
    return new SpentQuota(url, token);
  }

  /** The development client's token at an API of its own. */
  static String token(String url) {
    ApiAnswer issued =
        ApiCall.of(url, "POST", "/oauth/token", null)
            .typed(
                "application/x-www-form-urlencoded",
                "grant_type=client_credentials&client_id=demo&client_secret=demo".getBytes(UTF_8))
            .send();
    return Json.mapper().readTree(issued.body()).get("access_token").asString();
  }
}
