package dev.waybill.runtime;

/**
 * A process cannot start. The message is one plain sentence for the person who started it: what is
 * wrong and what to do; it is printed without a stack trace.
 */
public class StartupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StartupException(String sentence) {
    super(sentence);
  }

  public StartupException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
