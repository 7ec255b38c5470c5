package dev.waybill.api.auth;

/**
 * What a token must say.
 *
 * @param issuer the {@code iss} claim, exactly
 * @param audience one of the {@code aud} claim
 * @param partnerClaim the claim that holds the partner's UUID
 */
public record TokenRules(String issuer, String audience, String partnerClaim) {}
