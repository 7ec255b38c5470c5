package dev.waybill.tsp.contract;

/** Makes the TSP behind an adapter under test misbehave. */
public interface TspControl {

  /** Spoils the next call in this way; later ones work again, but for {@link Fault#THROTTLE}. */
  void spoilNextCall(Fault fault);

  /** Ways to misbehave. */
  enum Fault {
    /** Refuses the data for good. */
    REJECT,
    /** Says that it is down. */
    UNAVAILABLE,
    /** Answers that it failed. */
    SERVER_ERROR,
    /** Does not accept the credentials. */
    UNAUTHORIZED,
    /** Takes the request and never answers. */
    HANG,
    /** Takes the request, does nothing and resets the connection. */
    RESET,
    /** Does what is asked and closes the connection without an answer. */
    DROP_RESPONSE,
    /** Is over its rate limit, and says for how many seconds, more than 0. Goes on. */
    THROTTLE
  }
}
