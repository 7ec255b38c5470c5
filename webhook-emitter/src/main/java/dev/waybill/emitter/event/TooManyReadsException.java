package dev.waybill.emitter.event;

import java.io.IOException;

/** An endpoint has as many events read at the same time as one may. */
public final class TooManyReadsException extends IOException {
  private static final long serialVersionUID = 1;

  /** Says how many. */
  public TooManyReadsException(int most) {
    super(most + " events are being read for the endpoint already");
  }
}
