package dev.waybill.demo;

import java.io.PrintStream;

/**
 * Where the demo shows what it does: one line that moves on a terminal, a line now and then
 * elsewhere.
 */
final class Screen {
  private static final long SELDOM_NANOS = 1_000_000_000L;
  private static final String CLEAR = "\r\u001b[2K";

  private final PrintStream out;
  private final boolean terminal;
  private String moving = "";
  private long shownNanos = System.nanoTime() - SELDOM_NANOS;

  Screen(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** A line that stays. */
  void line(String text) {
    if (terminal && !moving.isEmpty()) {
      out.print(CLEAR);
      moving = "";
    }
    out.println(text);
    out.flush();
  }

  /** The state of something long; replaces the one shown before. */
  void progress(String text) {
    if (text.equals(moving)) {
      return;
    }
    if (terminal) {
      out.print(CLEAR + text);
    } else if (System.nanoTime() - shownNanos < SELDOM_NANOS) {
      return;
    } else {
      out.println(text);
      shownNanos = System.nanoTime();
    }
    moving = text;
    out.flush();
  }
}
