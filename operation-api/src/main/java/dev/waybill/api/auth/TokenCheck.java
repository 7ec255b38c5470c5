package dev.waybill.api.auth;

/** What came of checking a request's credentials. */
public sealed interface TokenCheck {
  /** The token is good. */
  record Accepted(Caller caller) implements TokenCheck {}

  /** There is no bearer token at all. */
  record Missing() implements TokenCheck {}

  /**
   * The token is not good.
   *
   * @param reason for the caller; names nothing of the token's content
   */
  record Refused(String reason) implements TokenCheck {}

  /** The issuer's keys cannot be had, so nothing can be said about the token. */
  record Unavailable() implements TokenCheck {}
}
